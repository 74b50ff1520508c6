import type { StackConfig } from "./config.js";
import { ENVIRONMENTS, type Environment, groupOf, PULL_REQUESTS } from "./environments.js";
import type { StackFiles } from "./stack-files.js";

/** In what a stack may not be laxer than the one before it: a sentence for each, and nothing when it holds. */
const STRICTER: readonly ((before: StackConfig, after: StackConfig) => string | undefined)[] = [
  (before, after) => (before.protect && !after.protect ? "does not protect what holds data" : undefined),
  (before, after) =>
    before.purgeProtection && !after.purgeProtection ? "has no purge protection of its vault" : undefined,
  (before, after) =>
    after.softDeleteRetentionDays < before.softDeleteRetentionDays
      ? `keeps a deleted vault for ${after.softDeleteRetentionDays} days: expected ${before.softDeleteRetentionDays} or more`
      : undefined,
  (before, after) =>
    after.logRetentionDays < before.logRetentionDays
      ? `keeps logs for ${after.logRetentionDays} days: expected ${before.logRetentionDays} or more`
      : undefined,
];

/**
 * What is wrong with the environments as a whole, one sentence each: one that is missing, under another name, in
 * another's group, with an API of its own, laxer than the one that its packages come from, or the last and with nobody who hears of trouble.
 */
export function environmentProblems(files: StackFiles): string[] {
  const missing = ENVIRONMENTS.filter((environment) => files[environment] === undefined);
  return [
    ...missing.map((environment) => `there is no Pulumi.${environment}.yaml`),
    ...ENVIRONMENTS.flatMap((environment) => [...misnamed(environment, files[environment])]),
    ...ENVIRONMENTS.flatMap((environment) => makingItsApi(environment, files[environment])),
    ...sharedGroups(files),
    ...ENVIRONMENTS.flatMap((environment, index) => laxer(ENVIRONMENTS[index - 1], environment, files)),
    ...silent(ENVIRONMENTS.at(-1), files),
  ];
}

function* misnamed(environment: Environment, config: StackConfig | undefined): Generator<string> {
  if (config === undefined) return;
  if (config.environment !== environment) {
    yield `stack ${environment}: gridwire:environment is "${config.environment}": expected "${environment}"`;
  }
  if (config.resourceGroup === undefined) {
    yield `stack ${environment}: gridwire:resourceGroup is missing: expected the group that bootstrap makes, ${groupOf(environment)}`;
  }
}

/** A deployer that can make applications and give their roles can give itself any right on the directory. */
const makingItsApi = (environment: Environment, config: StackConfig | undefined): string[] =>
  config === undefined || config.apiCallers.length === 0
    ? []
    : [
        `stack ${environment} makes its own API, for which its deployer needs a right on the directory: expected gridwire:issuers, with what bootstrap made, and no gridwire:apiCallers`,
      ];

function sharedGroups(files: StackFiles): string[] {
  const owners = new Map<string, string>([[groupOf(PULL_REQUESTS), "the stacks of pull requests"]]);
  return Object.entries(files).flatMap(([stack, { resourceGroup }]) => {
    if (resourceGroup === undefined) return [];
    // Azure compares names of groups ignoring case.
    const key = resourceGroup.toLowerCase();
    const owner = owners.get(key);
    if (owner === undefined) owners.set(key, `stack ${stack}`);
    return owner === undefined ? [] : [`stack ${stack}: group ${resourceGroup} is that of ${owner}: expected its own`];
  });
}

function laxer(before: Environment | undefined, after: Environment, files: StackFiles): string[] {
  const [from, to] = [before && files[before], files[after]];
  if (from === undefined || to === undefined) return [];
  return STRICTER.flatMap((rule) => {
    const problem = rule(from, to);
    return problem === undefined ? [] : [`stack ${after} ${problem}, as ${before} does`];
  });
}

function silent(last: Environment | undefined, files: StackFiles): string[] {
  const config = last && files[last];
  return config === undefined || config.alertRecipients.length > 0
    ? []
    : [`stack ${last} tells nobody of what goes wrong: expected gridwire:alertRecipients`];
}
