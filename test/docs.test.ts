import assert from "node:assert/strict";
import { existsSync, globSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { MISBEHAVIOURS } from "../local/shared/misbehaviour.js";
import { HELP as EVENTS_HELP } from "../start/events/options.js";
import { HELP as NEW_HELP } from "../start/new/options.js";
import { HELP as START_HELP } from "../start/options.js";
import { HELP as PROVE_HELP } from "../start/prove/options.js";
import { HELP as PUBLISH_HELP } from "../start/publish/options.js";
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

  it("names options that the commands have", () => {
    const help: Readonly<Record<string, string>> = {
      start: START_HELP,
      publish: PUBLISH_HELP,
      events: EVENTS_HELP,
      new: NEW_HELP,
      prove: PROVE_HELP,
    };
    const uses = PAGES.flatMap((page) => [
      ...read(page).matchAll(/npm (?:run )?(start|publish|events|new|prove) -- ([^`#\n]*)/g),
    ]);
    const named = uses.flatMap(([, script = "", rest = ""]) =>
      [...rest.matchAll(/(?<!\S)--[a-z-]+/g)].map(([option]) => `${script} ${option}`),
    );
    assert.ok(named.length > 5);
    const unknown = named.filter((one) => {
      const [script = "", option = ""] = one.split(" ");
      return help[script]?.includes(`  ${option}`) !== true && help[script]?.includes(`[${option} `) !== true;
    });
    assert.deepEqual(unknown, []);
  });

  it("tells every setting of a stack, and no other", () => {
    const declared = [...read("infra/settings.ts").matchAll(/^ {2}(?:\[LOCATION\]|"(gridwire:\w+)")/gm)].map(
      ([, key]) => key ?? "azure-native:location",
    );
    const told = [...read("docs/how-to/deploy.md").matchAll(/^\| `((?:gridwire|azure-native):\w+)`/gm)].map(
      ([, key]) => key ?? "",
    );
    assert.deepEqual(told.sort(), declared.sort());
  });

  it("tells every misbehaviour of the local Azure with its unit, and no other", () => {
    const told = [...read("docs/how-to/try-a-bad-day.md").matchAll(/^\| `([\w-]+)` \| (seconds|times) \|/gm)].map(
      ([, name, unit]) => [name, unit],
    );
    assert.deepEqual(
      told.sort(),
      Object.entries(MISBEHAVIOURS)
        .map(([name, { unit }]) => [name, unit])
        .sort(),
    );
  });

  it("commits no salt, and no ciphertext but of a key in a vault", () => {
    const files = globSync("Pulumi.*.yaml", { cwd: ROOT });
    for (const file of files) {
      assert.doesNotMatch(read(file), /encryptionsalt/, file);
      // As `npm run bootstrap -- --init-stacks` leaves them, to be committed.
      if (!/^secretsprovider: azurekeyvault:/m.test(read(file))) assert.doesNotMatch(read(file), /secure:/, file);
    }
    assert.ok(existsSync(join(ROOT, `Pulumi.${STACK}.yaml`)));
  });
});
