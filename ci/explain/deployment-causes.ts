import { type Cause, pulumi, theStack } from "./cause.js";

const ENGINE = "https://github.com/pulumi/pulumi `pkg/resource/deploy";

/** What stops a deployment on its way. */
export const DEPLOYMENT_CAUSES: readonly Cause[] = [
  {
    section: "a-plan-that-no-longer-fits",
    // The values that changed follow in the text, and are left out.
    pattern: /resource (?<urn>urn:\S+) violates plan|error: (?<what>\w+) is not allowed by the plan/,
    source: `${ENGINE}/step_generator.go\``,
    says: ({ urn, what }, situation) =>
      `The plan does not allow what the program wants now: ${urn === undefined ? `to ${what} a resource that it does not have` : `another "${urn.split("::").at(-1)}"`}. Commit, config or ${theStack(situation)} changed since the preview that was approved. What was done until then stays, and no more is done. Make a new plan of the same commit and apply that: run the workflow again from its first job.`,
  },
  {
    section: "a-policy-violation",
    pattern: /^ *- \[mandatory\](?: \[severity: \w+\])? *(?<rule>[\w-]+) *\((?<resource>[^)\n]+)\)/m,
    source: "https://github.com/pulumi/pulumi `pkg/backend/display/progress.go`",
    says: ({ rule, resource }) =>
      `The policy ${rule} is violated by ${resource}; each violation above ends with its remedy. Nothing of a resource that violates one is made. Mend the program; a rule that does not fit a stack is set in policies/config.`,
  },
  {
    section: "a-resource-group-that-nobody-made",
    pattern:
      /resource '\/subscriptions\/[\w-]+\/resourceGroups\/(?<group>[\w.()-]+)' does not exist|Code="?ResourceGroupNotFound"? Message="?Resource group '(?<other>[^'\n]+)' could not be found/,
    source: `${ENGINE}/step.go\`; https://learn.microsoft.com/azure/azure-resource-manager/troubleshooting/common-deployment-errors`,
    says: ({ group, other }, situation) =>
      `There is no resource group "${group ?? other}", which \`gridwire:resourceGroup\` of ${theStack(situation)} names: bootstrap has not made it, or the login is in another subscription. An administrator runs \`npm run bootstrap\`; without the setting the stack makes a group of its own.`,
  },
  {
    section: "a-namespace-that-is-not-registered",
    pattern: /MissingSubscriptionRegistration[\s\S]*?use namespace '(?<namespace>[\w.]+)'/,
    source: "https://learn.microsoft.com/azure/azure-resource-manager/troubleshooting/error-register-resource-provider",
    says: ({ namespace }) =>
      `The subscription is not registered for ${namespace}. \`npm run bootstrap\` registers all that the program uses; by hand: \`az provider register --namespace ${namespace} --wait\`. Then run it again.`,
  },
  {
    section: "a-vault-name-that-is-still-taken",
    pattern:
      /\((?<resource>[^)\n]+)\):\n(?: {4}.*\n)*? *error: [^\n]*(?:vault with the same name already exists in deleted state|Code="VaultAlreadyExists")/,
    source: "https://learn.microsoft.com/azure/key-vault/general/soft-delete-overview",
    says: ({ resource }, situation) =>
      `The name of vault "${resource}" belongs to one that was deleted and is still kept. See it: \`az keyvault list-deleted\`. Give it back or purge it (\`az keyvault recover\`, \`az keyvault purge\`; with purge protection only the first), then ${pulumi("up", situation)}.`,
  },
  {
    section: "protected-resources",
    pattern: /resource "(?<urn>urn:[^"\n]+)" cannot be (?<what>deleted|replaced)\s+because it is protected/,
    source: `${ENGINE}/step.go\``,
    says: ({ urn = "", what }, situation) =>
      `"${urn.split("::").at(-1)}" holds data and must not be ${what}: ${theStack(situation)} has \`gridwire:protect\`. If the data may go: ${pulumi("config set gridwire:protect false", situation)}, ${pulumi("up", situation)}, and again. Leave \`pulumi state unprotect\` alone: the next \`up\` protects anew.`,
  },
  {
    section: "a-right-that-is-missing",
    pattern:
      /Code="?AuthorizationFailed"? Message="?The client '(?<client>[^'\n]+)'[\s\S]*? perform action '(?<action>[^'\n]+)' over scope '(?<scope>[^'\n]+)'/,
    source: "https://learn.microsoft.com/azure/role-based-access-control/troubleshooting",
    says: ({ client, action, scope }) =>
      `The login ${client} may not ${action} at ${scope}. A deployer needs Contributor, and Role Based Access Control Administrator with its condition, on the environment's group; \`npm run bootstrap\` gives both, and again after a new role in infra/roles.ts. Right after it was given, wait ten minutes.`,
  },
];
