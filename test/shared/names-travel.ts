import type { Deployment } from "./deployment.js";
import { eventually } from "./eventually.js";

/** Submits a name, and sees it recorded and counted. For a process that `becomeOutsider` has made one. */
export async function assertNamesTravel(deployment: Pick<Deployment, "system">, limitMs?: number): Promise<void> {
  const system = await deployment.system();
  const before = await system.counted();
  const id = await system.submit("Ada");
  await eventually("the blob", () => system.nameOf(id).catch(() => undefined), limitMs);
  await eventually("the count", async () => ((await system.counted()) > before ? true : undefined), limitMs);
}
