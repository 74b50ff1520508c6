/** The environments that a package goes through, in the order of its promotion. */
export const ENVIRONMENTS = ["dev", "staging", "prod"] as const;

export type Environment = (typeof ENVIRONMENTS)[number];

/** The environment that the stacks of pull requests share: one identity, one resource group, one state container. */
export const PULL_REQUESTS = "pr";

/** Name of the resource group that bootstrap makes for an environment, and that its stack's config names. */
export const groupOf = (environment: Environment | typeof PULL_REQUESTS): string => `rg-gridwire-${environment}`;
