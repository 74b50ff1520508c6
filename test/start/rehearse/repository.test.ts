import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Repository } from "../../../start/rehearse/repository.js";

describe("The repository of a rehearsal", () => {
  let folder: string;
  let source: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "gridwire-"));
    source = join(folder, "source");
    mkdirSync(join(source, "infra"), { recursive: true });
    mkdirSync(join(source, "node_modules"));
    git(source, "init", "--quiet");
    for (const [file, text] of [
      [".gitignore", "node_modules/\nsecret\n"],
      ["infra/index.ts", "one\n"],
      ["gone.ts", "gone\n"],
    ] as const)
      writeFileSync(join(source, file), text);
    git(source, "add", "--all");
    rmSync(join(source, "gone.ts"));
    writeFileSync(join(source, "new.ts"), "new\n");
    writeFileSync(join(source, "secret"), "secret\n");
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const copy = () => Repository.copy(source, join(folder, "copy"));

  it("has what is tracked, or would be, as it is now, and nothing that is ignored", () => {
    const { root } = copy();
    assert.equal(readFileSync(join(root, "infra/index.ts"), "utf8"), "one\n");
    assert.ok(existsSync(join(root, "new.ts")));
    assert.ok(!existsSync(join(root, "gone.ts")));
    assert.ok(!existsSync(join(root, "secret")));
    assert.ok(existsSync(join(root, "node_modules")));
    assert.equal(git(root, "status", "--porcelain"), "");
    assert.equal(git(root, "branch", "--show-current"), "main\n");
  });

  it("keeps the work of a branch to itself until that is merged, and the checkout as it was", () => {
    const repository = copy();
    repository.branch("feature");
    repository.edit("infra/index.ts", "one", "two");
    repository.append("infra/index.ts", ["three"]);
    repository.commit("Changed");
    repository.branch("main");
    assert.equal(readFileSync(join(repository.root, "infra/index.ts"), "utf8"), "one\n");
    repository.merge("feature");
    assert.equal(readFileSync(join(repository.root, "infra/index.ts"), "utf8"), "two\nthree\n");
    assert.equal(readFileSync(join(source, "infra/index.ts"), "utf8"), "one\n");
  });

  it("refuses to edit what is not there: the story would go on without its change", () => {
    assert.throws(() => copy().edit("infra/index.ts", "absent", ""), /infra\/index\.ts does not hold "absent"/);
  });
});

function git(cwd: string, ...args: readonly string[]): string {
  return execFileSync("git", args, { cwd, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
}
