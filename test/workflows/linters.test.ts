import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ROOT, WORKFLOWS } from "./workflow.js";

const LINT = join(ROOT, "tools", "workflow-linters", "index.mjs");

/** Lints a repository, as `npm run lint:workflows` does. */
function lint(root: string): { readonly code: number | null; readonly printed: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, [LINT, "--root", root], { encoding: "utf8" });
  return { code: status, printed: `${stdout}${stderr}` };
}

describe("actionlint and zizmor", function () {
  // The first time they are fetched, or one of them built.
  this.timeout(10 * 60_000);
  let folder = "";

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "gridwire-workflows-"));
    cpSync(join(ROOT, ".github"), join(folder, ".github"), { recursive: true });
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const change = (from: string, to: string) => {
    const file = join(folder, ".github", "workflows", "ci.yml");
    const text = readFileSync(file, "utf8");
    assert.ok(text.includes(from), from);
    writeFileSync(file, text.replace(from, to));
  };

  it("find nothing in these workflows", () => {
    const { code, printed } = lint(ROOT);
    assert.equal(code, 0, printed);
    assert.ok(
      printed.includes(`found nothing in ${WORKFLOWS.length + 1} files, ${WORKFLOWS.length} of them workflows`),
    );
  });

  it("find an expression that is wrong", () => {
    change("matrix.os }})", "matrix.system }})");
    const { code, printed } = lint(folder);
    assert.equal(code, 1);
    assert.match(printed, /property "system" is not defined/);
    assert.match(printed, /^actionlint found what is shown above/m);
  });

  it("find what is merely careless", () => {
    change("        with:\n          persist-credentials: false\n", "");
    const { code, printed } = lint(folder);
    assert.equal(code, 1);
    assert.match(printed, /artipacked/);
    assert.match(printed, /^zizmor found what is shown above/m);
  });

  it("fail where there is nothing to look at", () => {
    rmSync(join(folder, ".github", "workflows"), { recursive: true });
    mkdirSync(join(folder, ".github", "workflows"));
    const { code, printed } = lint(folder);
    assert.equal(code, 1);
    assert.match(printed, /There is no workflow in/);
  });
});
