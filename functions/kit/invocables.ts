import type { HttpRequest, HttpResponseInit, InvocationContext } from "@azure/functions";
import type { App, OnEvent, OnHttp, Trigger } from "../../contracts/index.js";
import type { Clients } from "./clients/index.js";
import { HandlerFailure } from "./handler-failure.js";
import type { Handlers } from "./handlers.js";
import { readCall } from "./http-call.js";
import { type Log, logOf } from "./log.js";
import { readEvent } from "./received-event.js";
import { setAside, setAsideClientOf } from "./set-aside.js";
import { timerTickOf } from "./timer-tick.js";

/** A function as the Functions runtime calls it. */
export type Invocable = (input: unknown, invocation: InvocationContext) => Promise<HttpResponseInit | undefined>;

type AnyHandler = (input: unknown, context: object) => Promise<HttpResponseInit | undefined>;

/**
 * Puts the checks of the manifest around an app's handlers.
 *
 * @throws when there is a handler too many or too few, for callers that the types did not stop.
 */
export function invocablesOf<A extends App>(
  app: A,
  handlers: Handlers<A>,
  clients: Clients<A["needs"]>,
): Readonly<Record<string, Invocable>> {
  requireExact(app, handlers);
  const invocables = Object.entries(app.functions).map(([fn, trigger]) => {
    // Each handler has the type of its own trigger; a table over all of them can only say that it is one.
    const handle = handlers[fn] as unknown as AnyHandler;
    return [fn, invocableOf({ app, fn, clients, handle }, trigger)] as const;
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
}

function onEvent(run: Run, { event: expected }: OnEvent): Invocable {
  const { app, fn, clients } = run;
  const blobs = setAsideClientOf(app, clients as Readonly<Record<string, unknown>>);
  return async (raw, invocation) => {
    const received = readEvent(expected, raw);
    const log = logOf(invocation);
    if ("refusal" in received) await setAside(raw, received.refusal, { app: app.name, fn, blobs, log });
    else await attempt(run, `event ${received.event.id}`, received.event, log);
    return undefined;
  };
}

function onTimer(run: Run): Invocable {
  return async (raw, invocation) => {
    const tick = timerTickOf(raw);
    await attempt(run, `timer of ${tick.scheduledFor.toISOString()}`, tick, logOf(invocation));
    return undefined;
  };
}

function onHttp(run: Run, trigger: OnHttp): Invocable {
  return async (raw, invocation) => {
    const read = await readCall(trigger, raw as HttpRequest);
    if ("refusal" in read) return read.refusal;
    return attempt(run, `${trigger.method} ${trigger.route}`, read.call, logOf(invocation));
  };
}

async function attempt({ app, fn, clients, handle }: Run, what: string, input: unknown, log: Log) {
  try {
    return await handle(input, { ...clients, log });
  } catch (cause) {
    throw new HandlerFailure(`${app.name}/${fn}: ${what}`, cause);
  }
}

function requireExact(app: App, handlers: object): void {
  const expected = Object.keys(app.functions).sort().join(", ");
  const given = Object.keys(handlers).sort().join(", ");
  if (given !== expected) throw new Error(`app "${app.name}": handlers for "${given}": expected exactly "${expected}"`);
}
