// @ts-check
/**
 * The parts of a `RunPluginRequest` that shape a plugin's command line.
 *
 * @typedef {object} PluginRequest
 * @property {string} kind `analyzer` for a policy pack
 * @property {string} programDirectory
 * @property {readonly string[]} args
 */

/** The kind of plugin that a policy pack is. */
export const POLICY_PACK_KIND = "analyzer";

/**
 * Arguments for `node`: the SDK's script, then nodeargs, then folder and arguments. The nodeargs come after the script,
 * so that node itself does not see them: the official host's behaviour, kept so that what works here works there.
 * A policy pack has its folder last, any other plugin first.
 *
 * @param {PluginRequest} request
 * @param {string} script
 * @param {readonly string[]} nodeArgs
 * @returns {string[]}
 * @see https://github.com/pulumi/pulumi/blob/master/sdk/nodejs/cmd/pulumi-language-nodejs/main.go (RunPlugin)
 */
export function pluginArguments(request, script, nodeArgs) {
  const rest =
    request.kind === POLICY_PACK_KIND
      ? [...request.args, request.programDirectory]
      : [request.programDirectory, ...request.args];
  return [script, ...nodeArgs, ...rest];
}

/**
 * The SDK's script that runs a plugin of the kind.
 *
 * @param {string} kind
 * @param {NodeJS.ProcessEnv} env
 */
export function pluginScript(kind, env) {
  if (kind === POLICY_PACK_KIND) return "@pulumi/pulumi/cmd/run-policy-pack";
  return env.PULUMI_LANGUAGE_NODEJS_RUN_PATH || "@pulumi/pulumi/cmd/run-plugin";
}

/**
 * What a policy pack's process is told about the stack it judges.
 *
 * @param {{ organization: string, project: string, stack: string, dryRun: boolean, config: Readonly<Record<string, string>> }} stack
 * @returns {Record<string, string>}
 */
export function policyPackEnvironment({ organization, project, stack, dryRun, config }) {
  const variables = {
    PULUMI_NODEJS_ORGANIZATION: organization,
    PULUMI_NODEJS_PROJECT: project,
    PULUMI_NODEJS_STACK: stack,
    PULUMI_NODEJS_DRY_RUN: String(dryRun),
    PULUMI_CONFIG: JSON.stringify(config),
  };
  return Object.fromEntries(Object.entries(variables).filter(([, value]) => value !== ""));
}
