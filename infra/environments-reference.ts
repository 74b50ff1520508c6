import { type Identity, identitiesOf, PLACES, type Place } from "./bootstrap/identities.js";
import { BOOTSTRAP } from "./bootstrap/state-names.js";
import type { StackConfig } from "./config.js";
import { ENVIRONMENTS, groupOf, PULL_REQUESTS } from "./environments.js";
import { SECRETS, SETTINGS } from "./settings.js";
import type { StackFiles } from "./stack-files.js";

/** Where it lies in a checkout. */
export const ENVIRONMENTS_REFERENCE = "docs/reference/environments.md";

const INTRODUCTION = `# Environments

Written by \`npm run environments\` of the stacks' files; a test holds it fresh, so that who makes two environments differ changes a line here. The command also refuses environments that share a resource group, and one that is laxer than the one before it: in protection of data, purge protection, retention, or with nobody who hears of what goes wrong in ${ENVIRONMENTS.at(-1)}. What each setting means: [deploy](../how-to/deploy.md#once-for-an-environment).`;

/** How a setting reaches the program, to be told. */
const VALUES: Readonly<Record<keyof typeof SETTINGS, (config: StackConfig) => unknown>> = {
  "azure-native:location": ({ location }) => location,
  "gridwire:environment": ({ environment }) => environment,
  "gridwire:owner": ({ owner }) => owner,
  "gridwire:resourceGroup": ({ resourceGroup }) => resourceGroup,
  "gridwire:uniqueness": ({ uniqueness }) => uniqueness,
  "gridwire:instanceMemoryMB": ({ scale }) => scale.instanceMemoryMB,
  "gridwire:maximumInstanceCount": ({ scale }) => scale.maximumInstanceCount,
  "gridwire:alwaysReady": ({ scale }) => scale.alwaysReady,
  "gridwire:logRetentionDays": ({ logRetentionDays }) => logRetentionDays,
  "gridwire:sampledPercent": ({ telemetry }) => telemetry.sampledPercent,
  "gridwire:logLevel": ({ telemetry }) => telemetry.logLevel,
  "gridwire:deliverWith": ({ deliverWith }) => deliverWith,
  "gridwire:protect": ({ protect }) => protect,
  "gridwire:purgeProtection": ({ purgeProtection }) => purgeProtection,
  "gridwire:softDeleteRetentionDays": ({ softDeleteRetentionDays }) => softDeleteRetentionDays,
  "gridwire:alertRecipients": ({ alertRecipients }) => alertRecipients,
  "gridwire:allowedOrigins": ({ allowedOrigins }) => allowedOrigins,
  "gridwire:issuers": ({ issuers }) => issuers.map(({ issuer, audiences }) => `${issuer} for ${audiences[0]}`),
  "gridwire:apiCallers": ({ apiCallers }) => apiCallers,
  "gridwire:expires": ({ expires }) => expires,
};

/** The text of the reference. @param files of all stacks. */
export function environmentsReference(files: StackFiles): string {
  const stacks = Object.keys(files).sort((one, other) => rank(one) - rank(other) || (one < other ? -1 : 1));
  const rows = Object.entries(VALUES).map(([key, tell]) => ({
    key,
    byDefault: defaultOf(key as keyof typeof SETTINGS),
    values: stacks.flatMap((stack) => files[stack] ?? []).map((config) => shown(tell(config))),
  }));
  const differing = rows.filter(({ values }) => new Set(values).size > 1);
  const same = rows.filter((row) => !differing.includes(row));
  return `${[
    INTRODUCTION,
    "## What differs",
    table(
      ["Setting", "Default", ...stacks],
      differing.map(({ key, byDefault, values }) => [`\`${key}\``, byDefault, ...values]),
    ),
    `The same in all: ${same.map(({ key, values }) => `\`${key}\` ${values[0] ?? ""}`).join(", ")}. \`${SECRETS}\` has values of its own in each.`,
    "## Where one ends",
    "Nothing is shared but the account and the vault of the states, and there every environment has a container and a key that no other identity can read. Made by `npm run bootstrap`, which keeps its own state in the same way, under the name " +
      `\`${BOOTSTRAP}\`.`,
    table(
      ["", ...PLACES.map(titleOf)],
      FACTS.map(([name, tell]) => [name, ...PLACES.map((place) => tell(place, files))]),
    ),
  ].join("\n\n")}\n`;
}

/** What the environments have each of their own. */
const FACTS: readonly (readonly [name: string, tell: (place: Place, files: StackFiles) => string])[] = [
  ["Stack", (place) => (place === PULL_REQUESTS ? `\`${place}-<number>\`, made of dev's file` : `\`${place}\``)],
  ["Resource group", (place, files) => `\`${files[place]?.resourceGroup ?? groupOf(place)}\``],
  ["Container of its state", (place) => `\`${place}\``],
  ["Key of its state's secrets", (place) => `\`${place}\``],
  ["Deploys", (place) => names(place, "deploy")],
  ["From jobs in", (place) => identities(place, "deploy").flatMap(jobsOf).join("<br>")],
  ["After the approval of", approvalOf],
  ["Previews, and can only read", (place) => names(place, "preview")],
  ["From jobs in", (place) => identities(place, "preview").flatMap(jobsOf).join("<br>") || "—"],
];

const rank = (stack: string): number => (ENVIRONMENTS as readonly string[]).indexOf(stack);
const titleOf = (place: Place): string => (place === PULL_REQUESTS ? "pull requests" : place);

const identities = (place: Place, purpose: Identity["purpose"]): Identity[] =>
  identitiesOf([place]).filter((identity) => identity.purpose === purpose);

const names = (place: Place, purpose: Identity["purpose"]): string =>
  identities(place, purpose)
    .map(({ name }) => `\`gridwire-${name}\``)
    .join(", ") || "nobody";

const jobsOf = ({ environments, pullRequests }: Identity): string[] => [
  ...environments.map(({ name, mainOnly }) => `environment \`${name}\`${mainOnly ? ", main branch only" : ""}`),
  ...(pullRequests ? ["any pull request of the repository's own branches"] : []),
];

function approvalOf(place: Place): string {
  const reviewed = identities(place, "deploy").flatMap(({ environments }) =>
    environments
      .filter((environment) => environment.reviewed)
      .map(({ name }) => `a reviewer of environment \`${name}\``),
  );
  return reviewed.join(", ") || "nobody";
}

function defaultOf(key: keyof typeof SETTINGS): string {
  const { success, data } = SETTINGS[key].safeParse(undefined);
  return success ? shown(data) : "required";
}

function shown(value: unknown): string {
  if (value === undefined) return "—";
  if (!Array.isArray(value)) return String(value);
  return value.length === 0 ? "none" : value.map((one) => `\`${one}\``).join("<br>");
}

const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => "---"), ...rows].map((row) => `| ${row.join(" | ")} |`).join("\n");
