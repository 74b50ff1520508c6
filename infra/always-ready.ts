import type { App } from "../contracts/index.js";

/**
 * Instances that Flex Consumption keeps warm: it scales HTTP functions together and each other function alone. A
 * timer needs none: nobody waits for it.
 *
 * @param count for each group; 0 for none.
 * @see https://learn.microsoft.com/azure/azure-functions/flex-consumption-plan#always-ready-instances
 */
export function alwaysReady({ functions }: App, count: number): { name: string; instanceCount: number }[] {
  if (count === 0) return [];
  const groups = Object.entries(functions).flatMap(([name, { trigger }]) => {
    if (trigger === "timer") return [];
    return trigger === "http" ? "http" : `function:${name}`;
  });
  return [...new Set(groups)].map((name) => ({ name, instanceCount: count }));
}
