import { createHash } from "node:crypto";

/** Names of the stack's resources. */
export interface Names {
  readonly group: string;
  readonly workspace: string;
  readonly insights: string;
  readonly actionGroup: string;
  /** Who an alert's mail is from: at most 12 characters. */
  readonly actionGroupShort: string;
  readonly alert: (rule: string) => string;
  /** Beginning of the vault's name; the engine adds eight random digits, since a deleted vault's name stays taken. */
  readonly vault: string;
  readonly topic: (label: string) => string;
  /** Storage account: unique in the world, at most 24 lower-case letters and digits. */
  readonly account: (label: string) => string;
  readonly plan: (app: string) => string;
  /** Function app: unique in the world, as it is a host name. */
  readonly app: (app: string) => string;
  readonly identity: (label: string) => string;
  /** @throws when it would be longer than the 64 characters that Event Grid takes. */
  readonly subscription: (app: string, fn: string) => string;
  /** The same GUID for the same words of the same stack: names of role assignments, known before anything exists. */
  readonly guid: (...words: readonly string[]) => string;
}

const WORKLOAD = "gridwire";
const HASH_LENGTH = 6;

/**
 * Names after the abbreviations of the Cloud Adoption Framework, with the environment, and with a short hash where
 * Azure wants them unique in the world.
 *
 * @param environment 2 to 8 lower-case letters and digits.
 * @param seed what tells this stack from all others; the same gives the same names.
 * @see https://learn.microsoft.com/azure/cloud-adoption-framework/ready/azure-best-practices/resource-abbreviations
 */
export function createNames(environment: string, seed: string): Names {
  const hash = shortHash(seed);
  return {
    group: `rg-${WORKLOAD}-${environment}`,
    workspace: `log-${WORKLOAD}-${environment}`,
    insights: `appi-${WORKLOAD}-${environment}`,
    actionGroup: `ag-${WORKLOAD}-${environment}`,
    actionGroupShort: `gw-${environment}`,
    alert: (rule) => `alert-${rule}-${environment}`,
    vault: `kv-${environment}`,
    topic: (label) => `evgt-${label}-${environment}-${hash}`,
    account: (label) => accountName(label, environment, seed),
    plan: (app) => `asp-${app}-${environment}`,
    app: (app) => `func-${app}-${environment}-${hash}`,
    identity: (label) => `id-${label}-${environment}`,
    subscription: (app, fn) => subscriptionName(`evgs-${app}-${fn}`),
    guid: (...words) => guidOf([seed, ...words].join("/")),
  };
}

/**
 * What tells a stack from all others, for {@link createNames}.
 *
 * @param stack organisation, project and stack.
 * @param uniqueness in their place, and with the environment: the stacks of pull requests have the setting of the stack
 *   that their config is copied from.
 */
export const seedOf = (stack: string, environment: string, uniqueness: string | undefined): string =>
  uniqueness === undefined ? stack : `${uniqueness}/${environment}`;

/** The label goes into the hash, so that what is cut off, or taken out as a hyphen, still tells two accounts apart. */
function accountName(label: string, environment: string, seed: string): string {
  const readable = `${label}${environment}`.replace(/[^a-z0-9]/g, "").slice(0, 24 - "st".length - HASH_LENGTH);
  return `st${readable}${shortHash(`${seed}/${label}`)}`;
}

function subscriptionName(name: string): string {
  if (name.length > 64) {
    throw new Error(`event subscription name "${name}" has ${name.length} characters: expected at most 64`);
  }
  return name;
}

const shortHash = (text: string): string =>
  BigInt(`0x${createHash("sha256").update(text).digest("hex")}`)
    .toString(36)
    .slice(-HASH_LENGTH);

/** Namespace of the GUIDs below, as RFC 9562 wants one: made once at random. */
const GUID_NAMESPACE = Buffer.from("8f0c5c0e6b7a4d5ba2c9d4a7e0b1f3a6", "hex");

/** Version 5, by name. https://www.rfc-editor.org/rfc/rfc9562#section-5.5 */
function guidOf(name: string): string {
  const bytes = createHash("sha1").update(GUID_NAMESPACE).update(name).digest().subarray(0, 16);
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x50, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  return bytes.toString("hex").replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
