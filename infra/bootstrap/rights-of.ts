import { DEPLOYER, PREVIEWER } from "../deployer.js";
import { roles } from "../roles.js";
import type { Identity } from "./identities.js";
import type { Right, Scope } from "./rights.js";

/** To encrypt and decrypt with a key. Nothing narrower holds both, though it can read, sign and verify as well. */
export const CRYPTO_USER = { name: "Key Vault Crypto User", id: "12338af0-0e69-4776-bea7-57ae8d297424" };

/** What an environment is made of, from the view of who works in it. */
export interface Scopes {
  readonly group: Scope;
  /** Its state. */
  readonly container: Scope;
  /** Of its secrets. */
  readonly key: Scope;
}

/** What an identity of CI may do, all of it within its own environment. */
export function rightsOf({ place, purpose }: Identity, { group, container, key }: Scopes): Right[] {
  const deploys = purpose === "deploy";
  const onGroup = deploys ? DEPLOYER : [PREVIEWER];
  return [
    ...onGroup.map((role) => ({
      key: `group-${role.name.replaceAll(" ", "-")}`,
      role,
      on: group,
      why: deploys ? `deploys ${place}` : `previews ${place}`,
    })),
    deploys ? keepsState(place, container) : readsState(place, container),
    decrypts(place, key),
  ];
}

/** What the administrator may do with the state of an environment, or of bootstrap: make its stack, and help it out. */
export const administersState = (place: string, { container, key }: Omit<Scopes, "group">): Right[] => [
  { ...keepsState(place, container), key: `${place}-state` },
  { ...decrypts(place, key), key: `${place}-key` },
];

const keepsState = (place: string, on: Scope): Right => ({
  key: "state",
  role: roles.storageBlobDataContributor,
  on,
  why: `keeps the state of ${place}`,
});

const readsState = (place: string, on: Scope): Right => ({
  key: "state",
  role: roles.storageBlobDataReader,
  on,
  why: `reads the state of ${place}`,
});

const decrypts = (place: string, on: Scope): Right => ({
  key: "key",
  role: CRYPTO_USER,
  on,
  why: `encrypts and decrypts the secrets of ${place}`,
});
