import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { baseOf } from "../../../ci/contracts/base.js";
import { Refusal } from "../../../ci/refusal.js";
import { ScratchRepository } from "../scratch-repository.js";

describe("The base of a pull request", () => {
  const env = { PATH: process.env.PATH };
  let root: string;
  let repository: ScratchRepository;
  let began: string;

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), "gridwire-base-"));
    repository = new ScratchRepository(root);
    began = repository.commit("where the branch began");
    repository.git("checkout", "--quiet", "-b", "topic");
    repository.commit("of the branch");
    repository.git("branch", "--force", "main", "main");
  });
  afterEach(() => rmSync(root, { recursive: true, force: true }));

  /** The branch that it goes into has gone on since. */
  function goOn(ref: string) {
    repository.git("checkout", "--quiet", "main");
    const tip = repository.commit("went on");
    repository.git("update-ref", `refs/remotes/${ref}`, tip);
    repository.git("checkout", "--quiet", "topic");
  }

  it("is where it left origin's main, however far that has gone on", async () => {
    goOn("origin/main");
    assert.deepEqual(await baseOf(root, undefined, env), { commit: began });
  });

  it("is where it left the branch that the pull request goes into", async () => {
    goOn("origin/release");
    assert.deepEqual(await baseOf(root, undefined, { ...env, GITHUB_BASE_REF: "release" }), { commit: began });
  });

  it("is what is asked for", async () => {
    assert.deepEqual(await baseOf(root, "HEAD^1", env), { commit: began });
  });

  it("is not there in a checkout without it, and the way on is told", async () => {
    const base = await baseOf(root, undefined, env);
    assert.match("why" in base ? base.why : "", /no origin\/main in this checkout: .*fetch-depth: 0/);
  });

  it("is not there when the histories do not meet", async () => {
    repository.git("checkout", "--quiet", "--orphan", "other");
    repository.commit("of another history");
    const base = await baseOf(root, "main", env);
    assert.match("why" in base ? base.why : "", /does not reach back to where it left main/);
  });

  it("is refused when it is asked for and not there, or an option to git", async () => {
    await assert.rejects(
      baseOf(root, "nowhere", env),
      new Refusal('--base is "nowhere": there is no such commit here. Fetch it first.'),
    );
    await assert.rejects(baseOf(root, "--upload-pack=x", env), /expected a branch, a tag or a commit/);
  });
});
