import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

const ROOT = resolve(import.meta.dirname, "../..");

/** What `npm test` shows of it in parts: test/engine/bootstrap, preview-comment, ci-deploy, ci-stacks. */
describe("npm run ci:rehearse", function () {
  this.timeout(20 * 60_000);
  let home: string;
  let ended: { readonly status: number | null; readonly stdout: string; readonly stderr: string };

  before(() => {
    home = mkdtempSync(join(tmpdir(), "gridwire-"));
    ended = spawnSync(
      process.execPath,
      ["--import", "tsx", "--disable-warning=ExperimentalWarning", "start/rehearse/index.ts"],
      { cwd: ROOT, encoding: "utf8", env: { ...process.env, GRIDWIRE_HOME: home } },
    );
  });
  after(() => rmSync(home, { recursive: true }));

  const kept = (file: string) => readFileSync(join(home, "rehearsal", file), "utf8");

  it("goes all the way", () => {
    assert.equal(ended.status, 0, ended.stderr);
    assert.match(ended.stdout, /prod: deployed, and it works/);
  });

  it("keeps the comment of the pull request: the new right and the new field first", () => {
    const comment = kept("comment.md");
    assert.match(comment, /### Privilege changes[\s\S]*`Storage Blob Data Reader`[\s\S]*### Contract changes/);
    assert.match(comment, /\*\*compatible\*\* `Names\.NameGenerated\.v1`: data\.language/);
  });

  it("keeps the report of drift: the property, as it is and as it should be", () => {
    assert.match(kept("drift.md"), /`retentionInDays` \| `30` \| `365`/);
  });

  it("prints no secret and no token", () => {
    assert.doesNotMatch(ended.stdout + ended.stderr, /eyJ[\w-]+\.|AZURE_CLIENT_SECRET|code=/);
  });
});
