import type { IncomingMessage, ServerResponse } from "node:http";
import type { Platform } from "../shared/service.js";
import type { Accounts } from "./accounts.js";
import { anonymousRefusal, authorize, mayBeOpen } from "./authorize.js";
import type { Azurite } from "./azurite.js";
import type { BlobChanges } from "./blob-changes.js";
import { readCaller } from "./caller.js";
import { answerError } from "./error-response.js";
import { answerWith, forward } from "./forward.js";
import type { Operation } from "./operation.js";
import { type OperationWithBody, readOperation } from "./read-operation.js";
import { readStorageRequest } from "./read-request.js";
import { StorageError, unknownAccount } from "./storage-error.js";
import { readStorageHost, type StorageHost } from "./storage-host.js";

interface Outcome {
  readonly status: number;
  readonly whole: boolean;
}

/** Answers the storage accounts' own endpoints: who calls, what it needs, then Azurite. */
export class DataPlane {
  constructor(
    private readonly platform: Platform,
    private readonly accounts: Accounts,
    private readonly azurite: Azurite,
    private readonly changes: BlobChanges,
  ) {}

  async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const host = readStorageHost(String(request.headers.host ?? "").toLowerCase());
    if (host === undefined) {
      response.writeHead(421, { "content-type": "text/plain" }).end("This is no endpoint of a storage account.");
      return;
    }
    const began = this.platform.clock.now().getTime();
    const seen: { operation?: Pick<Operation, "name" | "writes" | "subject"> } = {};
    let outcome: Outcome;
    try {
      outcome = await this.#serve(request, response, host, (operation) => {
        seen.operation = operation;
      });
    } catch (error) {
      if (!(error instanceof StorageError)) throw error;
      outcome = { status: error.status, whole: true };
      answerError(request, response, host.service, error, this.platform.clock.now());
    }
    if (seen.operation?.writes !== true && outcome.status < 400 && outcome.whole) return;
    const [path] = (request.url ?? "/").split("?");
    this.platform.activities.record({
      service: "storage",
      what: seen.operation?.name ?? `${request.method} of the ${host.service} service`,
      target: `https://${host.account}.${host.service}.core.windows.net${path}`,
      ...(seen.operation?.subject !== undefined && { subject: seen.operation.subject }),
      status: outcome.status,
      ...(!outcome.whole && { note: "The connection ended before the answer did." }),
      ms: this.platform.clock.now().getTime() - began,
    });
  }

  async #serve(
    request: IncomingMessage,
    response: ServerResponse,
    host: StorageHost,
    onOperation: (operation: Pick<Operation, "name" | "writes" | "subject">) => void,
  ): Promise<Outcome> {
    const { resources, access } = this.platform;
    const account = this.accounts.byName(host.account);
    const declared = account && resources.get(account.id);
    if (declared === undefined) throw unknownAccount(host.account);
    const asked = readStorageRequest(request, host, declared.id);
    const reading = readOperation(request, asked);
    onOperation(reading.known);
    const caller = await readCaller(asked, access, declared.outputs.allowSharedKeyAccess !== false);
    const open = declared.outputs.allowBlobPublicAccess === true;
    if (caller.kind === "anonymous" && !mayBeOpen(reading.known, open)) throw anonymousRefusal(asked, open);
    const { operation, replaced }: OperationWithBody = await reading.read();
    onOperation(operation);
    await authorize(caller, operation, asked, { access, azurite: this.azurite, publicAccessAllowed: open });
    const tell = await this.changes.watch(operation, asked);
    const answer = await forward(this.azurite, request, {
      ...host,
      authorised: caller.kind === "principal" && operation.access.length > 0,
      keepToken: operation.name === "Get User Delegation Key",
      ...(replaced !== undefined && { replaced }),
    });
    const status = answer.statusCode ?? 502;
    if (caller.kind === "anonymous" && status === 403 && operation.access.length > 0) {
      answer.resume();
      throw anonymousRefusal(asked, open);
    }
    // What is acknowledged has its event on disk; who is not told so does it again.
    await tell?.(answer).catch((error: unknown) => {
      answer.resume();
      throw error;
    });
    return { status, whole: await answerWith(response, answer) };
  }
}
