import { pulumi } from "../pulumi.js";

interface Exported {
  readonly deployment?: {
    readonly resources?: readonly { readonly inputs?: { readonly tags?: Readonly<Record<string, unknown>> } }[];
  };
}

/**
 * The day, as an ISO date, from which on a stack may be removed: the latest tag `expires` of its resources, as its state
 * has them. Nothing for a stack that has no resource with such a tag.
 */
export async function expiryOf(stack: string, env: NodeJS.ProcessEnv): Promise<string | undefined> {
  const { out } = await pulumi(["stack", "export"], { stack, env });
  const { deployment } = JSON.parse(out) as Exported;
  const days = (deployment?.resources ?? [])
    .map(({ inputs }) => inputs?.tags?.expires)
    .filter((tag) => typeof tag === "string" && /^\d{4}-\d{2}-\d{2}$/.test(tag));
  return (days as string[]).sort().at(-1);
}
