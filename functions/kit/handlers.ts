import type { App, Auth, EventOf, Needs, OnEvent, OnHttp, OnTimer, Trigger } from "../../contracts/index.js";
import type { Clients } from "./clients/index.js";
import type { HttpAnswer, HttpCall } from "./http-call.js";
import type { Log } from "./log.js";
import type { Dimensions } from "./telemetry/counters.js";
import type { TimerTick } from "./timer-tick.js";

/** What every handler of an app gets beside its input: a client for each declared need, the log, and a way to count. */
export type Context<N extends Needs> = Clients<N> & {
  readonly log: Log;
  /** Counts something of the business. Dimensions tell series apart: give them few values, and no personal data. */
  readonly count: (metric: string, dimensions?: Dimensions) => void;
};

type Handler<T extends Trigger, C> =
  T extends OnEvent<infer E>
    ? (event: EventOf<E>, context: C) => Promise<void>
    : T extends OnTimer
      ? (timer: TimerTick, context: C) => Promise<void>
      : T extends OnHttp<infer B, infer R, infer A extends Auth>
        ? (request: HttpCall<B, A>, context: C) => Promise<HttpAnswer<R>>
        : never;

/**
 * The handlers of an app: one for each function of its manifest and no other.
 *
 * - event: delivered at least once and in no order, so the same event twice must do what it does once. What it throws
 *   is delivered again.
 * - timer: what it throws is logged; the clock goes on.
 * - http: called for those alone that the manifest lets in, with a body that fits. What it throws is answered with 500.
 */
export type Handlers<A extends App> = {
  readonly [K in keyof A["functions"]]: Handler<A["functions"][K], Context<A["needs"]>>;
};
