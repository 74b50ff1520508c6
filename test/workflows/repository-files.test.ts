import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join, matchesGlob } from "node:path";
import { parse } from "yaml";
import { ROOT } from "./workflow.js";

const read = (file: string) => readFileSync(join(ROOT, file), "utf8");

interface Update {
  readonly "package-ecosystem": string;
  readonly cooldown: { readonly "default-days": number };
  readonly groups: Readonly<Record<string, { readonly patterns?: readonly string[] }>>;
  readonly ignore?: readonly { readonly "dependency-name": string }[];
}

describe("What GitHub reads beside the workflows", () => {
  it("names code owners of files that are there", () => {
    const lines = read(".github/CODEOWNERS")
      .split("\n")
      .filter((line) => line !== "" && !line.startsWith("#"));
    const paths = lines.map((line) => line.split(/\s+/)[0] ?? "").filter((path) => path !== "*");
    assert.ok(paths.length > 5);
    assert.deepEqual(
      paths.filter((path) => !existsSync(join(ROOT, path))),
      [],
    );
  });

  it("updates packages and actions in groups, a week after their release", () => {
    const { updates } = parse(read(".github/dependabot.yml")) as { readonly updates: readonly Update[] };
    assert.deepEqual(
      updates.map((update) => [update["package-ecosystem"], update.cooldown["default-days"]]),
      [
        ["npm", 7],
        ["github-actions", 7],
      ],
    );
    const { dependencies, devDependencies } = JSON.parse(read("package.json")) as Readonly<Record<string, object>>;
    const packages = Object.keys({ ...dependencies, ...devDependencies });
    const [npm] = updates;
    const patterns = Object.values(npm?.groups ?? {}).flatMap(({ patterns: own = [] }) => own);
    const ignored = npm?.ignore?.map((one) => one["dependency-name"]) ?? [];
    for (const pattern of [...patterns, ...ignored])
      assert.ok(
        packages.some((name) => matchesGlob(name, pattern)),
        `${pattern} fits no package`,
      );
  });
});
