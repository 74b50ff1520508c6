import type { Platform } from "../../shared/service.js";

/** Version of the Blob service's REST contract that the host speaks. */
const API_VERSION = "2023-11-03";

/** What the Blob service answered instead of doing it. */
export class BlobError extends Error {
  override readonly name = "BlobError";
  constructor(
    operation: string,
    target: string,
    readonly status: number,
    readonly code: string,
  ) {
    super(`${operation} ${target}: ${status} ${code}`);
  }
}

export interface Blob {
  readonly bytes: Uint8Array;
  readonly etag: string;
}

/**
 * A container, used over the public wire as an identity of the app.
 *
 * @see https://learn.microsoft.com/rest/api/storageservices/blob-service-rest-api
 */
export class BlobContainer {
  readonly #platform: Pick<Platform, "wire" | "identities" | "clock">;
  readonly #url: string;
  readonly #identityId: string;

  /** @param url `https://{account}.blob.core.windows.net/{container}` */
  constructor(platform: Pick<Platform, "wire" | "identities" | "clock">, url: string, identityId: string) {
    this.#platform = platform;
    this.#url = url;
    this.#identityId = identityId;
  }

  /** Makes the container unless it is there. */
  async ensure(): Promise<void> {
    const found = await this.#request("GET", "?restype=container");
    if (found.status !== 404 && !found.ok) throw await this.#error("Get Container Properties", "", found);
    await found.arrayBuffer();
    if (found.ok) return;
    const made = await this.#request("PUT", "?restype=container");
    // 409: someone else made it in between.
    if (made.status !== 409 && !made.ok) throw await this.#error("Create Container", "", made);
    await made.arrayBuffer();
  }

  /** @returns undefined when there is no such blob, or no such container. */
  async get(name: string): Promise<Blob | undefined> {
    const response = await this.#request("GET", `/${name}`);
    const bytes = new Uint8Array(await response.arrayBuffer());
    if (response.status === 404) return undefined;
    if (!response.ok) throw await this.#error("Get Blob", name, response);
    return { bytes, etag: response.headers.get("etag") ?? "" };
  }

  /**
   * Writes a blob.
   *
   * @param condition `{ "if-match": etag }` or `{ "if-none-match": "*" }`.
   * @returns the new ETag.
   */
  async put(name: string, bytes: Uint8Array, condition: Readonly<Record<string, string>> = {}): Promise<string> {
    const response = await this.#request("PUT", `/${name}`, bytes, { "x-ms-blob-type": "BlockBlob", ...condition });
    if (!response.ok) throw await this.#error("Put Blob", name, response);
    await response.arrayBuffer();
    return response.headers.get("etag") ?? "";
  }

  async #request(
    method: string,
    path: string,
    body?: Uint8Array,
    headers: Record<string, string> = {},
  ): Promise<Response> {
    const { wire, identities, clock } = this.#platform;
    const token = await identities.token(this.#identityId, "https://storage.azure.com");
    return wire.fetch(`${this.#url}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        "x-ms-version": API_VERSION,
        "x-ms-date": clock.now().toUTCString(),
        ...headers,
      },
      ...(body === undefined ? {} : { body: new Uint8Array(body) }),
    });
  }

  async #error(operation: string, name: string, response: Response): Promise<BlobError> {
    const text = response.bodyUsed ? "" : await response.text();
    const code =
      response.headers.get("x-ms-error-code") ?? /<Code>(\w+)<\/Code>/.exec(text)?.[1] ?? response.statusText;
    return new BlobError(operation, [this.#url, name].filter(Boolean).join("/"), response.status, code);
  }
}
