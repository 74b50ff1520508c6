import type { HttpRequest, HttpResponseInit, InvocationContext } from "@azure/functions";
import type { App, OnEvent, OnHttp, Trigger } from "../../contracts/index.js";
import { admit } from "./callers/admit.js";
import { TokenRefusal } from "./callers/call-refusal.js";
import type { CheckToken } from "./callers/check-token.js";
import type { Clients } from "./clients/index.js";
import { HandlerFailure } from "./handler-failure.js";
import type { Handlers } from "./handlers.js";
import { readCall } from "./http-call.js";
import type { Log } from "./log.js";
import { readEvent } from "./received-event.js";
import { setAside, setAsideClientOf } from "./set-aside.js";
import { Attempts } from "./telemetry/attempts.js";
import { inRunTrace } from "./telemetry/run-trace.js";
import { NO_TELEMETRY, type Telemetry } from "./telemetry/telemetry.js";
import { timerTickOf } from "./timer-tick.js";

/** The log message of every call that was not let in; its fields are status, reason and perhaps cause. */
export const CALL_REFUSED = "CallRefused";

/** The metric of everything that came and was not handed to a handler; its dimensions are function and reason. */
export const REJECTED = "inputs.rejected";

/** A function as the Functions runtime calls it. */
export type Invocable = (input: unknown, invocation: InvocationContext) => Promise<HttpResponseInit | undefined>;

type AnyHandler = (input: unknown, context: object) => Promise<HttpResponseInit | undefined>;

/** What there is without trusted issuers: no token is good. */
const takesNone: CheckToken = async () => {
  throw new TokenRefusal("issuer");
};

/**
 * Puts the checks of the manifest around an app's handlers.
 *
 * @param check of callers' tokens; by default none is taken.
 * @param telemetry of the app; by default nothing is sent.
 * @throws when there is a handler too many or too few, for callers that the types did not stop.
 */
export function invocablesOf<A extends App>(
  app: A,
  handlers: Handlers<A>,
  clients: Clients<A["needs"]>,
  check: CheckToken = takesNone,
  telemetry: Telemetry = NO_TELEMETRY,
): Readonly<Record<string, Invocable>> {
  requireExact(app, handlers);
  const attempts = new Attempts();
  const invocables = Object.entries(app.functions).map(([fn, trigger]) => {
    // Each handler has the type of its own trigger; a table over all of them can only say that it is one.
    const handle = handlers[fn] as unknown as AnyHandler;
    return [fn, invocableOf({ app, fn, clients, handle, check, telemetry, attempts }, trigger)] as const;
  });
  return Object.fromEntries(invocables);
}

function invocableOf(run: Run, trigger: Trigger): Invocable {
  switch (trigger.trigger) {
    case "event":
      return onEvent(run, trigger);
    case "timer":
      return onTimer(run);
    case "http":
      return onHttp(run, trigger);
  }
}

interface Run {
  readonly app: App;
  readonly fn: string;
  readonly clients: object;
  readonly handle: AnyHandler;
  readonly check: CheckToken;
  readonly telemetry: Telemetry;
  readonly attempts: Attempts;
}

function onEvent(run: Run, { event: expected }: OnEvent): Invocable {
  const { app, fn, clients, telemetry } = run;
  const blobs = setAsideClientOf(app, clients as Readonly<Record<string, unknown>>);
  return (raw, invocation) =>
    inRunTrace({ ...run, invocation, event: raw }, async (log) => {
      const received = readEvent(expected, raw);
      if ("event" in received) {
        await attempt(run, `event ${received.event.id}`, received.event, log);
      } else {
        await setAside(raw, received.refusal, { app: app.name, fn, blobs, log });
        telemetry.count(REJECTED, { function: fn, reason: received.refusal.reason });
      }
      return undefined;
    });
}

function onTimer(run: Run): Invocable {
  return (raw, invocation) =>
    inRunTrace({ ...run, invocation }, async (log) => {
      const tick = timerTickOf(raw);
      await attempt(run, `timer of ${tick.scheduledFor.toISOString()}`, tick, log);
      return undefined;
    });
}

function onHttp(run: Run, trigger: OnHttp): Invocable {
  const { app, fn, check, telemetry } = run;
  return (raw, invocation) =>
    inRunTrace({ ...run, invocation }, async (log) => {
      const request = raw as HttpRequest;
      const admission = await admit(trigger.auth, request, app.name, check);
      if ("refusal" in admission) {
        const { refusal, reason, cause } = admission;
        log.warn(CALL_REFUSED, { status: refusal.status ?? 0, reason, ...(cause === undefined ? {} : { cause }) });
        telemetry.count(REJECTED, { function: fn, reason });
        return refusal;
      }
      const read = await readCall(trigger, request);
      if ("refusal" in read) {
        telemetry.count(REJECTED, { function: fn, reason: `status${read.refusal.status}` });
        return read.refusal;
      }
      const call = { ...read.call, caller: admission.caller };
      const answer = await attempt(run, `${trigger.method} ${trigger.route}`, call, log);
      return { status: trigger.status, ...answer };
    });
}

async function attempt({ app, fn, clients, handle, telemetry }: Run, what: string, input: unknown, log: Log) {
  const count = telemetry.count.bind(telemetry);
  try {
    return await handle(input, { ...clients, log, count });
  } catch (cause) {
    throw new HandlerFailure(`${app.name}/${fn}: ${what}`, cause);
  }
}

function requireExact(app: App, handlers: object): void {
  const expected = Object.keys(app.functions).sort().join(", ");
  const given = Object.keys(handlers).sort().join(", ");
  if (given !== expected) throw new Error(`app "${app.name}": handlers for "${given}": expected exactly "${expected}"`);
}
