import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { ROOT } from "./workflow.js";

const run = promisify(execFile);
const SCRIPT = join(ROOT, ".github", "scripts", "commit-of-main.mjs");

describe("The commit to deploy", () => {
  let folder = "";
  let first = "";
  let second = "";
  let elsewhere = "";

  const git = async (...args: string[]) => {
    const who = ["-c", "user.name=t", "-c", "user.email=t@example.com"];
    return (await run("git", [...who, ...args], { cwd: folder })).stdout.trim();
  };
  const commit = async (text: string) => {
    await git("commit", "--quiet", "--allow-empty", "--message", text);
    return git("rev-parse", "HEAD");
  };
  /** @returns what stands in GITHUB_OUTPUT. */
  async function choose(wanted: string): Promise<string> {
    const output = join(folder, "output");
    writeFileSync(output, "");
    await run(process.execPath, [SCRIPT], {
      cwd: folder,
      env: { ...process.env, COMMIT: wanted, GITHUB_OUTPUT: output },
    });
    return readFileSync(output, "utf8");
  }

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), "gridwire-commit-"));
    await git("init", "--quiet", "--initial-branch", "main");
    first = await commit("first");
    second = await commit("second");
    await git("update-ref", "refs/remotes/origin/main", second);
    await git("checkout", "--quiet", "-b", "feature", first);
    elsewhere = await commit("not merged");
    await git("update-ref", "refs/remotes/origin/feature", elsewhere);
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  it("is the head of main, or an earlier one", async () => {
    assert.equal(await choose(""), `commit=${second}\n`);
    assert.equal(await choose("main"), `commit=${second}\n`);
    assert.equal(await choose(first), `commit=${first}\n`);
    assert.equal(await choose(first.slice(0, 10)), `commit=${first}\n`);
  });

  it("is none that main never had", async () => {
    await assert.rejects(choose(elsewhere), /is no commit of main: only what was merged is deployed/);
    await assert.rejects(choose("feature"), /"feature" \([0-9a-f]{40}\) is no commit of main/);
  });

  it("is none that is not there, whatever it looks like", async () => {
    for (const wanted of ["no-such", "0".repeat(40), "--upload-pack=x", "a; touch x", "$(id)"])
      await assert.rejects(choose(wanted), /names no commit of this repository/, wanted);
  });
});
