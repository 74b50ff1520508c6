export type { Caller } from "./callers/caller.js";
export type { Context, Handlers } from "./handlers.js";
export type { HttpAnswer, HttpCall } from "./http-call.js";
export { implement } from "./implement.js";
export type { Log, LogFields } from "./log.js";
export type { TimerTick } from "./timer-tick.js";
