import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";

const ROOT = resolve(import.meta.dirname, "../..");

/** What a program would ask for that wants to know whether it runs on a developer's machine. */
const TELLTALE = /["'`](local|localhost|127\.0\.0\.1)\b|isLocal|GRIDWIRE_|PULUMI_DEBUG/;

describe("The program and the functions", () => {
  for (const folder of ["contracts", "functions", "infra"]) {
    it(`${folder}: has no branch for the local Azure`, () => {
      const files = globSync("**/*.ts", { cwd: join(ROOT, folder) });
      assert.ok(files.length > 5);
      const suspects = files.flatMap((file) =>
        readFileSync(join(ROOT, folder, file), "utf8")
          .split("\n")
          .flatMap((line, index) => (TELLTALE.test(line) ? [`${folder}/${file}:${index + 1}: ${line.trim()}`] : [])),
      );
      assert.deepEqual(suspects, []);
    });
  }
});
