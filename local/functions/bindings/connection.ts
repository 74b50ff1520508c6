import type { Platform } from "../../shared/service.js";
import { sharedKey } from "../../shared/shared-key.js";
import { identityByClientId } from "../host/site-identity.js";
import type { Site } from "../site.js";
import type { ConnectionSettings, KeyCredential, ManagedIdentity, SignatureCredential } from "./connection-settings.js";

/** What the connections of an app need of the local Azure. */
export type ConnectionPlatform = Pick<Platform, "wire" | "identities" | "clock" | "resources">;

/** By what right a connection is used; an identity by its ARM id. */
export type ConnectionCredential =
  | KeyCredential
  | SignatureCredential
  | { readonly kind: "identity"; readonly identityId: string };

/** A request to a service, without what says who asks. */
export interface ServiceRequest {
  readonly method: string;
  /** With a slash in front, encoded; may have a query. */
  readonly path: string;
  /** Names in lower case. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Uint8Array;
}

/** Version of the storage services' REST contract that the bindings speak. */
const STORAGE_VERSION = "2023-11-03";
const STORAGE_AUDIENCE = "https://storage.azure.com";

/** An app's way to one service of a storage account, over the public wire and with the app's own credential. */
export class Connection {
  readonly #platform: Omit<ConnectionPlatform, "resources">;
  readonly #credential: ConnectionCredential;

  /** @param url of the service, without a slash at its end. */
  constructor(
    platform: Omit<ConnectionPlatform, "resources">,
    readonly url: string,
    credential: ConnectionCredential,
  ) {
    this.#platform = platform;
    this.#credential = credential;
  }

  /**
   * The connection that an app's settings say.
   *
   * @throws when the site does not have the identity.
   */
  static of(platform: ConnectionPlatform, site: Site, { url, credential }: ConnectionSettings): Connection {
    if (credential.kind !== "identity") return new Connection(platform, url, credential);
    const identityId = identityOf(platform, site, credential.identity);
    return new Connection(platform, url, { kind: "identity", identityId });
  }

  /** Name of the account. */
  get account(): string {
    return new URL(this.url).hostname.split(".")[0] ?? "";
  }

  async send({ method, path, headers = {}, body }: ServiceRequest): Promise<Response> {
    const { wire, clock } = this.#platform;
    const own = { "x-ms-version": STORAGE_VERSION, "x-ms-date": clock.now().toUTCString(), ...headers };
    const url = this.#signed(`${this.url}${path}`);
    const authorization = await this.#authorization(method, url, own, body?.byteLength ?? 0);
    return wire.fetch(url, {
      method,
      headers: { ...own, ...authorization },
      ...(body === undefined ? {} : { body: new Uint8Array(body) }),
    });
  }

  #signed(url: string): string {
    if (this.#credential.kind !== "signature") return url;
    return `${url}${url.includes("?") ? "&" : "?"}${this.#credential.query}`;
  }

  async #authorization(
    method: string,
    url: string,
    headers: Readonly<Record<string, string>>,
    contentLength: number,
  ): Promise<Record<string, string>> {
    const credential = this.#credential;
    if (credential.kind === "signature") return {};
    if (credential.kind === "key") {
      const { account, key } = credential;
      return { authorization: sharedKey({ account, method, url, headers, contentLength }, key) };
    }
    const token = await this.#platform.identities.token(credential.identityId, STORAGE_AUDIENCE);
    return { authorization: `Bearer ${token}` };
  }
}

/**
 * The identity of a connection among those that the site lists.
 *
 * @returns its ARM id.
 * @throws when the site does not have it.
 */
export function identityOf(platform: Pick<Platform, "resources">, site: Site, identity: ManagedIdentity): string {
  if (identity.by === "clientId") return identityByClientId(platform.resources, site, identity.value);
  const found = site.identityIds.find((id) => id.toLowerCase() === identity.value.toLowerCase());
  if (found === undefined) throw new Error(`identity "${identity.value}": site "${site.name}" does not have it`);
  return found;
}
