// @ts-check
/**
 * The parts of a `RunRequest` that shape the program's command line and environment.
 *
 * @typedef {object} ProgramRequest
 * @property {string} monitorAddress
 * @property {string} engineAddress
 * @property {string} organization
 * @property {string} project
 * @property {string} rootDirectory
 * @property {string} stack
 * @property {string} programDirectory
 * @property {boolean} dryRun
 * @property {number} parallel
 * @property {string} entryPoint
 * @property {readonly string[]} args
 * @property {Readonly<Record<string, string>>} config by key `namespace:name`
 * @property {readonly string[]} configSecretKeys
 */

/**
 * Arguments for `node`: the program's nodeargs, the SDK's run script, its flags, the entry point, the program's own
 * arguments. The official host's order, without `--sync` (a pair of files for synchronous calls that SDKs of this
 * version no longer open) and `--tracing`. Config is not among them: it holds secrets, and arguments are public.
 *
 * @param {ProgramRequest} request
 * @param {string} runScript path of `@pulumi/pulumi/cmd/run`
 * @param {readonly string[]} nodeArgs
 * @returns {string[]}
 * @see https://github.com/pulumi/pulumi/blob/master/sdk/nodejs/cmd/pulumi-language-nodejs/main.go (constructArguments)
 */
export function programArguments(request, runScript, nodeArgs) {
  return [
    ...nodeArgs,
    runScript,
    ...flag("monitor", request.monitorAddress),
    ...flag("engine", request.engineAddress),
    ...flag("organization", request.organization),
    ...flag("project", request.project),
    ...flag("root-directory", request.rootDirectory),
    ...flag("stack", request.stack),
    ...flag("pwd", request.programDirectory),
    ...(request.dryRun ? ["--dry-run"] : []),
    ...flag("parallel", String(request.parallel)),
    request.entryPoint,
    ...request.args,
  ];
}

/**
 * What the program's environment has beyond the host's own.
 *
 * @param {ProgramRequest} request
 * @param {import("./runtime-options.mjs").RuntimeOptions} options
 * @returns {Record<string, string>}
 */
export function programEnvironment(request, options) {
  const config = Object.entries(request.config).map(([key, value]) => [oldStyleKey(key), value]);
  return {
    PULUMI_CONFIG: JSON.stringify(Object.fromEntries(config)),
    PULUMI_CONFIG_SECRET_KEYS: JSON.stringify(request.configSecretKeys),
    ...typescriptEnvironment(options),
  };
}

/**
 * How the SDK is told to load TypeScript. The variable is left out rather than set to false.
 *
 * @param {import("./runtime-options.mjs").RuntimeOptions} options
 * @returns {Record<string, string>}
 */
export function typescriptEnvironment(options) {
  return {
    ...(options.typescript ? { PULUMI_NODEJS_TYPESCRIPT: "true" } : {}),
    ...(options.tsconfig === "" ? {} : { PULUMI_NODEJS_TSCONFIG_PATH: options.tsconfig }),
  };
}

/**
 * @param {string} name
 * @param {string} value
 */
function flag(name, value) {
  return value === "" ? [] : [`--${name}`, value];
}

/**
 * The SDK reads `namespace:config:name`, the form of its first versions; the engine sends `namespace:name`.
 *
 * @param {string} key
 */
function oldStyleKey(key) {
  const parts = key.split(":");
  if (parts.length === 2) return `${parts[0]}:config:${parts[1]}`;
  if (parts.length === 3 && parts[1] === "config") return key;
  throw new Error(`config key ${key} is not of the form namespace:name`);
}
