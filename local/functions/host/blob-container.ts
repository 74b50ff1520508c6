import type { Connection } from "../bindings/connection.js";

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
 * A container, used over the public wire with a credential of the app.
 *
 * @see https://learn.microsoft.com/rest/api/storageservices/blob-service-rest-api
 */
export class BlobContainer {
  readonly #connection: Connection;
  readonly #name: string;

  /** @param connection to the account's blob service. */
  constructor(connection: Connection, name: string) {
    this.#connection = connection;
    this.#name = name;
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

  /**
   * Works on the lease of a blob.
   *
   * @see https://learn.microsoft.com/rest/api/storageservices/lease-blob
   * @returns `refused` when another has it, `absent` when there is no such blob.
   */
  async lease(
    name: string,
    action: "acquire" | "renew" | "release",
    { id, proposedId, duration }: { readonly id?: string; readonly proposedId?: string; readonly duration?: number },
  ): Promise<"done" | "refused" | "absent"> {
    const response = await this.#request("PUT", `/${name}?comp=lease`, new Uint8Array(), {
      "x-ms-lease-action": action,
      ...(id === undefined ? {} : { "x-ms-lease-id": id }),
      ...(proposedId === undefined ? {} : { "x-ms-proposed-lease-id": proposedId }),
      ...(duration === undefined ? {} : { "x-ms-lease-duration": String(duration) }),
    });
    if (response.status === 404) {
      await response.arrayBuffer();
      return "absent";
    }
    // 409: another has it; 412: it ran out, and another had it since.
    if (!response.ok && response.status !== 409 && response.status !== 412) {
      throw await this.#error(`Lease Blob (${action})`, name, response);
    }
    await response.arrayBuffer();
    return response.ok ? "done" : "refused";
  }

  async #request(
    method: string,
    path: string,
    body?: Uint8Array,
    headers: Record<string, string> = {},
  ): Promise<Response> {
    return this.#connection.send({
      method,
      path: `/${this.#name}${path}`,
      headers,
      ...(body === undefined ? {} : { body }),
    });
  }

  async #error(operation: string, name: string, response: Response): Promise<BlobError> {
    const text = response.bodyUsed ? "" : await response.text();
    const code =
      response.headers.get("x-ms-error-code") ?? /<Code>(\w+)<\/Code>/.exec(text)?.[1] ?? response.statusText;
    return new BlobError(
      operation,
      [`${this.#connection.url}/${this.#name}`, name].filter(Boolean).join("/"),
      response.status,
      code,
    );
  }
}
