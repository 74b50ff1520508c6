import { join, resolve } from "node:path";

/** Flags as the Pulumi CLI takes them from its environment, which a flag on its command line does not take away. */
const PACK = "PULUMI_OPTION_POLICY_PACK";
const CONFIG = "PULUMI_OPTION_POLICY_PACK_CONFIG";

/** Where the program keeps what V8 compiled. A pack can be told in no other way: Node is started before its own code. */
const COMPILED = resolve(import.meta.dirname, "../node_modules/.cache/compile");

/**
 * Environment in which every command of the CLI that can run a policy pack runs this project's, under the committed
 * configuration of the stack: `preview` and `up` among them.
 *
 * @param args of the CLI: nothing is set when they name a pack themselves.
 * @param env of the caller, whose own choice is kept: `PULUMI_OPTION_POLICY_PACK=` runs none.
 * @see https://www.pulumi.com/docs/iac/cli/environment-variables/
 */
export function policyPack(args: readonly string[], stack: string, env: NodeJS.ProcessEnv): Record<string, string> {
  const isNamed = args.some((arg) => arg.startsWith("--policy-pack"));
  return isNamed || env[PACK] !== undefined
    ? {}
    : {
        [PACK]: "policies",
        [CONFIG]: join("policies", "config", `${stack}.json`),
        NODE_COMPILE_CACHE: env.NODE_COMPILE_CACHE ?? COMPILED,
      };
}
