import { AzureError } from "../shared/azure-error.js";
import { type Azurite, answerOf } from "./azurite.js";
import { StorageError } from "./storage-error.js";
import type { StorageHost } from "./storage-host.js";

/** The newest that Azurite 3.37 documents. */
const VERSION = "2025-11-05";

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

/** Small calls of the local Azure's own, with all rights: what Azure Resource Manager does to an account. */
export class AzuriteClient {
  constructor(private readonly azurite: Azurite) {}

  /** @throws AzureError 503 when Azurite is not there. */
  async call(
    host: StorageHost,
    method: string,
    target: string,
    headers: Readonly<Record<string, string>> = {},
    body = "",
  ): Promise<Answer> {
    const all = {
      "x-ms-version": VERSION,
      "x-ms-date": new Date().toUTCString(),
      "content-length": String(Buffer.byteLength(body)),
      ...headers,
    };
    try {
      const request = await this.azurite.open({
        ...host,
        method,
        target,
        headers: Object.entries(all).flat(),
        authorised: true,
      });
      const answer = answerOf(request.end(body));
      const { statusCode = 0, headers: answered } = await answer;
      const chunks: Buffer[] = [];
      for await (const chunk of await answer) chunks.push(chunk as Buffer);
      return { status: statusCode, headers: answered, body: Buffer.concat(chunks).toString() };
    } catch (error) {
      const reason = error instanceof StorageError ? error.message : `Azurite did not answer: ${String(error)}`;
      throw new AzureError(503, "ServerBusy", reason);
    }
  }

  /** Like `call`, for what has to succeed. @throws AzureError with Azurite's status and code. */
  async require(
    accept: readonly number[],
    ...[host, method, target, headers, body]: Parameters<AzuriteClient["call"]>
  ): Promise<Answer> {
    const answer = await this.call(host, method, target, headers, body);
    if (accept.includes(answer.status)) return answer;
    const code = String(answer.headers["x-ms-error-code"] ?? "StorageOperationFailed");
    throw new AzureError(answer.status, code, `${method} ${target} of the account "${host.account}" failed: ${code}.`);
  }
}
