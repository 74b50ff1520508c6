import assert from "node:assert/strict";
import { existsSync, globSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { STACK } from "../start/workspace.js";

const ROOT = resolve(import.meta.dirname, "..");
const PAGES = globSync(["*.md", "docs/**/*.md"], { cwd: ROOT });
const read = (file: string) => readFileSync(join(ROOT, file), "utf8");

describe("The documentation", () => {
  it("is there", () => assert.ok(PAGES.length > 8));

  for (const page of PAGES) {
    it(`${page}: links to what exists`, () => {
      const links = [...read(page).matchAll(/\]\((?!https?:|mailto:|#)([^)#\s]+)/g)].map(([, link]) => link ?? "");
      const dead = links.filter((link) => !existsSync(join(ROOT, dirname(page), link)));
      assert.deepEqual(dead, []);
    });

    it(`${page}: names scripts that exist`, () => {
      const { scripts } = JSON.parse(read("package.json")) as { scripts: Record<string, string> };
      const named = [...read(page).matchAll(/npm run (?:--silent )?([a-z][\w:-]*)/g)].map(([, script]) => script ?? "");
      assert.deepEqual(
        named.filter((script) => !(script in scripts)),
        [],
      );
    });
  }

  it("tells every setting of a stack, and no other", () => {
    const declared = [...read("infra/config.ts").matchAll(/^ {2}(?:\[LOCATION\]|"(gridwire:\w+)")/gm)].map(
      ([, key]) => key ?? "azure-native:location",
    );
    const told = [...read("docs/how-to/deploy.md").matchAll(/^\| `((?:gridwire|azure-native):\w+)`/gm)].map(
      ([, key]) => key ?? "",
    );
    assert.deepEqual(told.sort(), declared.sort());
  });

  it("commits no salt and no ciphertext", () => {
    for (const file of globSync("Pulumi.*.yaml", { cwd: ROOT }))
      assert.doesNotMatch(read(file), /encryptionsalt|secure:/, file);
    assert.ok(existsSync(join(ROOT, `Pulumi.${STACK}.yaml`)));
  });
});
