import type { EventType } from "./event.js";
import { type Need, type Needs, SET_ASIDE } from "./need.js";
import type { OnEvent, Trigger } from "./trigger.js";

/** An app's manifest: the functions it has and what they need. Types, settings, grants and subscriptions follow from it. */
export interface App<
  F extends Readonly<Record<string, Trigger>> = Readonly<Record<string, Trigger>>,
  N extends Needs = Needs,
> {
  readonly name: string;
  readonly functions: F;
  readonly needs: N;
}

/** The kinds of event that an app handles. */
export type HandledBy<A extends App> = {
  [K in keyof A["functions"]]: A["functions"][K] extends OnEvent<infer E> ? E : never;
}[keyof A["functions"]] &
  EventType;

/** Names in a handler's context that are not needs. */
const TAKEN = { log: "find their log", count: "find what counts" };

/**
 * Declares an app.
 *
 * @param name 2 to 16 lower-case letters and digits: it is part of names that Azure keeps short.
 * @param parts its functions, and what they need by the name that handlers use.
 * @throws when a name does not fit, or when an app that handles events has nowhere to set a bad one aside.
 */
export function defineApp<
  const F extends Readonly<Record<string, Trigger>>,
  // biome-ignore lint/complexity/noBannedTypes: `{}` is the type of "no needs", which must not widen to any key.
  const N extends Needs = {},
>(name: string, parts: { readonly functions: F; readonly needs?: N }): App<F, N> {
  const needs = (parts.needs ?? {}) as N;
  if (!/^[a-z][a-z0-9]{1,15}$/.test(name)) {
    throw new Error(`app name "${name}": expected 2 to 16 lower-case letters and digits, a letter first`);
  }
  for (const key of [...Object.keys(parts.functions), ...Object.keys(needs)]) {
    if (!/^[a-z][A-Za-z0-9]*$/.test(key)) {
      throw new Error(`app "${name}": "${key}": expected camelCase letters and digits`);
    }
  }
  for (const [taken, why] of Object.entries(TAKEN)) {
    if (taken in needs) {
      throw new Error(`app "${name}": need "${taken}": expected another name, handlers ${why} under this one`);
    }
  }
  if (
    Object.values(parts.functions).some((f) => f.trigger === "event") &&
    !Object.values<Need>(needs).some(setsAside)
  ) {
    throw new Error(
      `app "${name}" handles events but has nowhere to set a bad one aside: add "setAside: write(SET_ASIDE)" to its needs`,
    );
  }
  return { name, functions: parts.functions, needs };
}

function setsAside(need: Need): boolean {
  return need.kind === SET_ASIDE.kind && need.resource.name === SET_ASIDE.name && need.access !== "read";
}
