import { randomUUID } from "node:crypto";
import { type Clock, sleep, systemClock } from "../../shared/clock.js";
import type { HostKeys, KeyGrant } from "../host/host-keys.js";
import type { Invoker, Outcome } from "../host/invoker.js";
import { grantOf } from "../key-access.js";
import { BodyTooLarge, readParts } from "../request-body.js";
import type { AppJournal } from "../telemetry/app-journal.js";
import type { HttpAnswer } from "./http-answer.js";
import type { HttpCall } from "./http-call.js";
import { functionAnswer, requestData, statusOf, streamMetadata } from "./http-data.js";
import { type Forwarding, forward } from "./http-forward.js";
import type { HttpRouter, RouteMatch } from "./http-router.js";

/** The load balancer in front of every app lets go of a connection on which nothing came or went for so long. */
const IDLE_LIMIT_MS = 230_000;
/** How long after its run a function's answer may be on its way. Time of the machine. */
const ON_ITS_WAY_MS = 2_000;
const HOME_PAGE = "<!DOCTYPE html><html><body><h1>Your Azure Function App is up and running.</h1></body></html>";

export interface HttpFunctionsOptions {
  readonly router: HttpRouter;
  readonly invoker: Invoker;
  readonly clock: Clock;
  readonly journal: AppJournal;
  readonly bodyLimitBytes: number;
  /** `AzureWebJobsDisableHomepage` */
  readonly isHomePageDisabled: boolean;
  /** Port of the HTTP server in the app's process, on 127.0.0.1; there is one when the app turned streams on. */
  readonly streamPort: number | undefined;
}

/**
 * The HTTP functions of an app.
 *
 * @see https://github.com/Azure/azure-functions-host/blob/dev/src/WebJobs.Script.WebHost/Middleware/FunctionInvocationMiddleware.cs
 */
export class HttpFunctions {
  readonly #options: HttpFunctionsOptions;

  constructor(options: HttpFunctionsOptions) {
    this.#options = options;
  }

  /** Whether the app reads its requests from its own HTTP server. */
  get isStreaming(): boolean {
    return this.#options.streamPort !== undefined;
  }

  /** Answers: route first, then key, then whether the function is disabled. */
  async answer(call: HttpCall, answer: HttpAnswer, keys: HostKeys): Promise<void> {
    const { router, streamPort } = this.#options;
    const found = router.match(call.method, call.path);
    if (found === undefined) return call.path === "/" ? this.#homePage(answer) : answer.send(404);
    const { definition, trigger } = found;
    const isOpen = trigger.authLevel === "anonymous" && !definition.isDisabled;
    const grant = isOpen ? undefined : await grantOf(call, keys, definition.name);
    if (!isAuthorized(trigger.authLevel, grant)) return answer.send(401);
    if (definition.isDisabled && grant?.level !== "admin") return answer.send(404);
    return streamPort === undefined ? this.#run(call, answer, found) : this.#stream(call, answer, found, streamPort);
  }

  #homePage(answer: HttpAnswer): Promise<void> {
    return this.#options.isHomePageDisabled
      ? answer.send(204)
      : answer.send(200, new Headers({ "content-type": "text/html" }), HOME_PAGE);
  }

  async #run(call: HttpCall, answer: HttpAnswer, { definition, params }: RouteMatch): Promise<void> {
    const { invoker, clock } = this.#options;
    const bytes = await this.#body(call, answer, definition.name);
    if (bytes === undefined) return;
    const ran = invoker.invoke({
      definition,
      data: { http: requestData(call, params, bytes) },
      statusOf,
      ...traceOf(call),
    });
    let cancel = (): void => undefined;
    const late = new Promise<undefined>((resolve) => {
      cancel = clock.after(IDLE_LIMIT_MS, () => resolve(undefined));
    });
    const outcome = await Promise.race([ran, late]);
    cancel();
    if (outcome === undefined) return answer.send(504, new Headers(), "The request timed out.");
    await this.#send(answer, outcome, definition.name);
  }

  /** @returns undefined when the caller is answered already, or is gone. */
  async #body({ message, headers }: HttpCall, answer: HttpAnswer, name: string): Promise<Buffer | undefined> {
    const length = Number(headers.get("content-length") ?? 0);
    if (length === 0) {
      if (headers.has("transfer-encoding")) this.#tellChunked(name);
      message.resume();
      return Buffer.alloc(0);
    }
    try {
      return await readParts(message, length, this.#options.bodyLimitBytes);
    } catch (error) {
      if (error instanceof BodyTooLarge) await answer.refuse(413);
      else if (!answer.isGone && !message.destroyed) throw error;
      return undefined;
    }
  }

  #tellChunked(name: string): void {
    this.#options.journal.host(
      "warning",
      `Function.${name}`,
      "The request says no Content-Length, and its body is dropped, as on Azure: " +
        "app.setup({ enableHttpStream: true }) passes it on.",
    );
  }

  async #send(answer: HttpAnswer, outcome: Outcome, name: string): Promise<void> {
    if (!outcome.ok) return answer.send(500);
    try {
      const { status, headers, body } = functionAnswer(outcome.response);
      await answer.send(status, headers, body);
    } catch (error) {
      // What no answer can hold, e.g. a control character in a header.
      if (answer.isBegun) throw error;
      const why = error instanceof Error ? error.message : String(error);
      this.#options.journal.host(
        "error",
        `Function.${name}`,
        `The answer of function '${name}' cannot be sent: ${why}`,
      );
      await answer.send(500);
    }
  }

  async #stream(call: HttpCall, answer: HttpAnswer, found: RouteMatch, port: number): Promise<void> {
    const { invoker, clock, bodyLimitBytes } = this.#options;
    const { definition, params } = found;
    if (Number(call.headers.get("content-length") ?? 0) > bodyLimitBytes) return answer.refuse(413);
    const invocationId = randomUUID();
    const forwarding = forward(call, answer, {
      port,
      invocationId,
      bodyLimitBytes,
      clock,
      idleLimitMs: IDLE_LIMIT_MS,
    });
    const ran = invoker.invoke({
      definition,
      invocationId,
      // The app does not look at it; expressions of its other bindings do.
      data: { http: requestData(call, params, Buffer.alloc(0)) },
      triggerMetadata: streamMetadata(call, params),
      statusOf: () => forwarding.status ?? 204,
      ...traceOf(call),
    });
    void ran.then(() => abortUnlessBegun(forwarding));
    const failure = await forwarding.ended;
    if (answer.isBegun || answer.isGone) return;
    if (failure instanceof BodyTooLarge) await answer.refuse(413);
    else await answer.send(500);
  }
}

/** The worker ends the answer of every run; what it did not get at all has no answer. */
async function abortUnlessBegun(forwarding: Forwarding): Promise<void> {
  await sleep(systemClock, ON_ITS_WAY_MS);
  if (forwarding.status === undefined) forwarding.abort();
}

function isAuthorized(level: string, grant: KeyGrant | undefined): boolean {
  if (level === "anonymous" || grant?.level === "admin") return true;
  return level === "function" && grant?.level === "function";
}

function traceOf({ headers }: HttpCall): { traceParent?: string } {
  const traceParent = headers.get("traceparent");
  return traceParent === undefined ? {} : { traceParent };
}
