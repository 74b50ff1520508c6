import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { resolve } from "node:path";

const FIX = resolve(import.meta.dirname, "../../tools/inspect-fix.mjs");

/** What `util.inspect` makes of an error with the stack line, in a process of its own that has the fix. */
function inspected(line: string): string {
  const script = `const error = new Error("broken"); error.stack = "Error: broken\\n" + process.argv[1];
    console.log(require("util").inspect(error, { colors: true }))`;
  return spawnSync(process.execPath, ["--import", FIX, "-e", script, line], { encoding: "utf8" }).stdout;
}

describe("inspection of errors", function () {
  this.timeout(60_000);

  it("ends on a file directly under node_modules or a scope", () => {
    for (const path of ["/a/node_modules/@pulumi/resource.ts", "/a/node_modules/index.js"]) {
      const line = `    at Stack.run (${path}:1598:22)`;
      assert.equal(inspected(line), `Error: broken\n${line}\n`);
    }
  });

  it("keeps the colours of every other error", () => {
    const shown = inspected("    at run (/a/node_modules/@pulumi/pulumi/resource.ts:1:2)");
    assert.ok(shown.includes("\u001b[4m@pulumi/pulumi\u001b[24m"), shown);
  });
});
