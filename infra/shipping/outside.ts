import { setTimeout as sleep } from "node:timers/promises";
import { type Http, http } from "./http.js";

/** What waiting and calling need of the world; tests bring their own. */
export interface Outside {
  readonly http: Http;
  /** Milliseconds of any clock that only goes forward. */
  readonly now: () => number;
  readonly sleep: (ms: number) => Promise<unknown>;
  /** Says what is being waited for. Texts never hold a key or token. */
  readonly report: (text: string) => void;
}

/** The real world. */
export const outside = (report: (text: string) => void): Outside => ({
  http,
  now: () => performance.now(),
  sleep,
  report,
});
