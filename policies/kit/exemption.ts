import type { SettingSchema } from "./setting-schema.js";

/** A resource that a rule leaves alone for a while. */
export interface Exemption {
  /** Pulumi name or URN of the resource. */
  readonly resource: string;
  /** Why, for whoever reads the configuration later. */
  readonly reason: string;
  /** Last day, as `2027-03-31`, in UTC. */
  readonly expires: string;
}

/** As JSON schema, which the engine checks before the pack runs. */
export const EXEMPTIONS: SettingSchema = {
  description: "Resources that the rule leaves alone, each with a reason and the last day",
  type: "array",
  default: [],
  items: {
    type: "object",
    required: ["resource", "reason", "expires"],
    additionalProperties: false,
    properties: {
      resource: { type: "string", minLength: 1 },
      reason: { type: "string", minLength: 10 },
      expires: { type: "string", pattern: "^\\d{4}-\\d{2}-\\d{2}$" },
    },
  },
};

/** @returns what is wrong with an exemption: a day that is none, or that is over. */
export function exemptionProblem({ resource, expires }: Exemption, now: Date): string | undefined {
  const day = new Date(`${expires}T00:00:00Z`);
  if (Number.isNaN(day.getTime()) || day.toISOString().slice(0, 10) !== expires)
    return `the exemption of "${resource}" expires on "${expires}": expected a day such as 2027-03-31`;
  return now.toISOString().slice(0, 10) > expires
    ? `the exemption of "${resource}" expired on ${expires}: mend the resource, or decide anew and give it a later day`
    : undefined;
}

/** Whether the resource is one of those that are left alone. */
export const isExempt = (exemptions: readonly Exemption[], urn: string): boolean =>
  exemptions.some(({ resource }) => resource === urn || urn.endsWith(`::${resource}`));
