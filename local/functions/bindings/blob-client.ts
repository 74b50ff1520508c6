import type { Connection } from "./connection.js";
import { serviceError } from "./service-error.js";

/** A blob as it is read. */
export interface Blob {
  readonly bytes: Uint8Array;
  /** Of the answer, names in lower case. */
  readonly headers: Headers;
}

/**
 * Blobs, used over the public wire.
 *
 * @see https://learn.microsoft.com/rest/api/storageservices/blob-service-rest-api
 */
export class BlobClient {
  constructor(private readonly connection: Connection) {}

  /** Address of a blob. */
  url(container: string, blob: string): string {
    return `${this.connection.url}${pathOf(container, blob)}`;
  }

  /**
   * @returns undefined when there is no such blob, or no such container.
   * @throws ServiceError
   */
  async properties(container: string, blob: string): Promise<Headers | undefined> {
    const answer = await this.connection.send({ method: "HEAD", path: pathOf(container, blob) });
    if (answer.status === 404) return undefined;
    if (!answer.ok) throw await serviceError("Get Blob Properties", this.#title(container, blob), answer);
    return answer.headers;
  }

  /**
   * @returns undefined when there is no such blob, or no such container.
   * @throws ServiceError
   */
  async get(container: string, blob: string): Promise<Blob | undefined> {
    const answer = await this.connection.send({ method: "GET", path: pathOf(container, blob) });
    if (answer.status === 404) {
      await answer.arrayBuffer();
      return undefined;
    }
    if (!answer.ok) throw await serviceError("Get Blob", this.#title(container, blob), answer);
    return { bytes: new Uint8Array(await answer.arrayBuffer()), headers: answer.headers };
  }

  /**
   * Writes a blob, and makes its container when there is none.
   *
   * @throws ServiceError
   */
  async put(container: string, blob: string, bytes: Uint8Array): Promise<void> {
    let answer = await this.#put(container, blob, bytes);
    if (answer.status === 404) {
      await answer.arrayBuffer();
      await this.#create(container);
      answer = await this.#put(container, blob, bytes);
    }
    if (!answer.ok) throw await serviceError("Put Blob", this.#title(container, blob), answer);
    await answer.arrayBuffer();
  }

  #put(container: string, blob: string, bytes: Uint8Array): Promise<Response> {
    const headers = { "x-ms-blob-type": "BlockBlob", "content-type": "application/octet-stream" };
    return this.connection.send({ method: "PUT", path: pathOf(container, blob), headers, body: bytes });
  }

  async #create(container: string): Promise<void> {
    const answer = await this.connection.send({ method: "PUT", path: `/${container}?restype=container` });
    // 409: someone else made it in between.
    if (answer.status !== 409 && !answer.ok) {
      throw await serviceError("Create Container", this.#title(container), answer);
    }
    await answer.arrayBuffer();
  }

  #title(container: string, blob?: string): string {
    const what = blob === undefined ? `container '${container}'` : `blob '${container}/${blob}'`;
    return `${what} of account '${this.connection.account}'`;
  }
}

const pathOf = (container: string, blob: string): string =>
  `/${container}/${blob.split("/").map(encodeURIComponent).join("/")}`;
