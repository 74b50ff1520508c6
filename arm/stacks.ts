import { readdirSync } from "node:fs";

/** The stacks that a checkout has a config file for: `Pulumi.<stack>.yaml` at its root. */
export function stacksOf(root: string): string[] {
  return readdirSync(root)
    .flatMap((file) => /^Pulumi\.(.+)\.yaml$/.exec(file)?.[1] ?? [])
    .sort();
}

/** @throws with the stacks that there are. */
export function requireStack(root: string, stack: string): string {
  const known = stacksOf(root);
  if (!known.includes(stack)) throw new Error(`no Pulumi.${stack}.yaml: expected one of ${known.join(", ")}`);
  return stack;
}
