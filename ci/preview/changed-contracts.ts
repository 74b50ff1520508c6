import { contractChanges } from "../comment/contract-changes.js";
import type { CommentParts } from "../comment/preview-comment.js";
import type { Base } from "../contracts/base.js";
import { contractsIn } from "../contracts/contracts.js";
import { contractsAt } from "../contracts/contracts-at.js";

/** What events and apps of a checkout have become since its base, or why that is not known. */
export async function changedContracts(root: string, base: Base): Promise<CommentParts["contracts"]> {
  if ("why" in base) return base;
  try {
    const [before, now] = await Promise.all([contractsAt(root, base.commit), contractsIn(root)]);
    return contractChanges(before, now);
  } catch (error) {
    const [first = ""] = (error as Error).message.split("\n");
    return { why: `those of ${base.commit.slice(0, 12)} cannot be read here: ${first}` };
  }
}
