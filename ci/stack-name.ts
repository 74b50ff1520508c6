import { Refusal } from "./refusal.js";

/** @throws Refusal when there is no name, or none that Pulumi takes. https://www.pulumi.com/docs/iac/concepts/stacks/ */
export function requireStackName(stack: string | undefined): string {
  if (stack === undefined) throw new Refusal("--stack is missing: expected the name of a stack, e.g. --stack dev");
  if (!/^[\w.-]{1,100}$/.test(stack))
    throw new Refusal(`--stack is "${stack}": expected 1 to 100 letters, digits, hyphens, underscores and full stops`);
  return stack;
}
