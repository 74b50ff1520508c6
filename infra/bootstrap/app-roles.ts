import { generator, tally } from "../../contracts/index.js";

/** A right in the system's own API. It stands in the claim `roles` of a caller's token. */
export interface AppRole {
  /** e.g. `Names.Generate`. */
  readonly value: string;
  readonly displayName: string;
  readonly description: string;
  /** The function that it opens. */
  readonly opens: { readonly app: string; readonly function: string };
}

const opens = <F extends string>(app: { readonly name: string; readonly functions: Record<F, unknown> }, fn: F) => ({
  app: app.name,
  function: fn,
});

/** One for each function that is called by HTTP. */
export const APP_ROLES: readonly AppRole[] = [
  {
    value: "Names.Generate",
    displayName: "Submit names",
    description: "Publish a name of one's own choice.",
    opens: opens(generator, "submitName"),
  },
  {
    value: "Counts.Read",
    displayName: "Read counts",
    description: "Read how many names begin with which letter.",
    opens: opens(tally, "getCounts"),
  },
];
