import type { Packages } from "./packages.js";
import { pulumi } from "./pulumi.js";

/** What the stack tells about itself, as far as it is used here; nothing of a stack that was never deployed. */
export interface StackOutputs {
  readonly resourceGroup?: string;
  /** What a token for the functions is asked for: `<api>/.default`; empty where Entra is not trusted. */
  readonly api?: string;
  /** Base URLs by app. */
  readonly apps?: Readonly<Record<string, string>>;
  /** Hashes of the packages that are live. */
  readonly packages?: Packages;
}

/** Reads them from the state; secret ones stay masked. */
export async function stackOutputs(stack: string, env: NodeJS.ProcessEnv): Promise<StackOutputs> {
  const { out } = await pulumi(["stack", "output", "--json"], { stack, env });
  return JSON.parse(out) as StackOutputs;
}
