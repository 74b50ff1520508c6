import { pulumi } from "../pulumi.js";
import { pullRequestOf } from "./pull-request.js";

/** Numbers of the pull requests that have a stack in the backend. */
export async function pullRequestsWithStack(env: NodeJS.ProcessEnv): Promise<number[]> {
  const { out } = await pulumi(["stack", "ls", "--json"], { env });
  const stacks = JSON.parse(out) as readonly { readonly name: string }[];
  // Pulumi Cloud, and a backend with several organisations, name them in full: organization/project/stack.
  const numbers = stacks.map(({ name }) => pullRequestOf(name.split("/").at(-1) ?? ""));
  return numbers.filter((number) => number !== undefined).sort((a, b) => a - b);
}
