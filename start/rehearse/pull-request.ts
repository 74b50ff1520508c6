import { readFileSync } from "node:fs";
import { EXIT } from "../../ci/exit-codes.js";
import type { Cast } from "./cast.js";
import type { Repository } from "./repository.js";
import type { Scene } from "./scene.js";

const BRANCH = "feature";
const COMMENT = "comment.md";
/** The role that the change takes. */
const ROLE = "Storage Blob Data Reader";

/** A change on a branch, and what a reviewer sees of it. */
export const preview = (cast: Cast): Scene => ({
  does: "ci:preview of dev, by an identity that can only read it: one comment",
  play: async () => {
    const { repository } = cast.stage;
    repository.branch(BRANCH);
    change(repository);
    await cast.developer("schemas");
    repository.commit("Tally reads the names");
    const args = ["--stack", "dev", "--base", "main", "--out", cast.kept(COMMENT)];
    await cast.step(cast.jobOfPullRequest(), EXIT.done, "ci:preview", ...args);
    const comment = readFileSync(cast.kept(COMMENT), "utf8");
    if (!comment.includes(ROLE)) throw new Error(`the comment does not tell of the new grant:\n${comment}`);
    return [...cast.headOf(COMMENT), cast.kept(COMMENT)];
  },
});

export const merge = (cast: Cast): Scene => ({
  does: "merge into main",
  play: () => {
    cast.stage.repository.merge(BRANCH);
    return Promise.resolve([]);
  },
});

/** An event gets a field, and an app may read what it could not. */
function change(repository: Repository): void {
  const tally = "contracts/apps/tally.ts";
  repository.edit(tally, "{ letterCounts }", "{ letterCounts, rawNames }");
  repository.edit(tally, "onHttp, readWrite", "onHttp, read, readWrite");
  repository.edit(tally, "needs: { ", "needs: { rawNames: read(rawNames), ");
  const wiring = "wiring: { letterCounts:";
  repository.edit("infra/index.ts", wiring, "wiring: { rawNames: data.container(rawNames), letterCounts:");
  const name = "name: z.string().min(1).max(100)";
  repository.edit("contracts/events/name-generated.ts", name, `${name}, language: z.string().max(8).optional()`);
}
