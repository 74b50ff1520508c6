/** A value that the published shape does not allow. */
export interface Problem {
  /** Where in the body, e.g. `properties.siteConfig.appSettings[0].name`. */
  readonly path: string;
  /** Of what is missing, the name that whoever wrote the body would give it. */
  readonly name?: string;
  readonly rule: Rule;
  /** What is there and what is allowed, to follow the path in a sentence; never a secret. */
  readonly text: string;
}

export type Rule = "unknown" | "required" | "read-only" | "type" | "value" | "pattern" | "length" | "range";
