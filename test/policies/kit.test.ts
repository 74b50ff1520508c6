import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { globSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { catalogue } from "../../policies/catalogue.js";
import { rules, subjects } from "../../policies/index.js";
import { configProblems } from "../../policies/kit/config-problems.js";
import { unknown, violation } from "../../policies/kit/finding.js";
import { peek, peekEach } from "../../policies/kit/peek.js";
import { type Rule, resourceRule, stackRule } from "../../policies/kit/rule.js";
import { settingsOf } from "../../policies/kit/settings.js";
import { unknownCheckingProxy } from "../../policies/kit/unknown-value.js";
import { namedRoles, roleGuid } from "../../policies/roles/known-roles.js";
import { judgeResource, judgeStack } from "./judged.js";
import { UNKNOWN } from "./samples/node.js";
import { account } from "./samples/nodes.js";

const ROOT = resolve(import.meta.dirname, "../..");
const NOW = new Date("2026-06-15T12:00:00Z");
const UNKNOWN_TEXT = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

const about = {
  name: "a-rule",
  title: "A rule",
  description: "It holds.",
  level: "mandatory",
  severity: "low",
  remedy: "Mend it.",
} as const;

const types = ["azure-native:storage:StorageAccount"];
const exemption = (expires: string, resource = "old") => ({ resource, reason: "Until the importer is gone", expires });

describe("Reading a property", () => {
  const props = unknownCheckingProxy({ a: { b: 1, c: UNKNOWN_TEXT }, list: ["x", UNKNOWN_TEXT], none: null });

  it("tells a value from one that is absent or not known", () => {
    assert.deepEqual(
      peek(() => props.a.b),
      { is: "value", value: 1 },
    );
    assert.deepEqual(
      peek(() => props.none),
      { is: "absent" },
    );
    assert.deepEqual(
      peek(() => props.a.c),
      { is: "unknown" },
    );
  });

  it("goes past an element that is not known", () =>
    assert.deepEqual(
      peekEach(props.list).map(({ is }) => is),
      ["value", "unknown"],
    ));

  it("keeps the errors of the one who reads", () =>
    assert.throws(() => peek(() => (undefined as unknown as { a: number }).a), TypeError));
});

describe("A rule that goes wrong", () => {
  const bug = () => {
    throw new TypeError("of course");
  };

  it("has found a violation, named", async () => {
    const rule = resourceRule({ ...about, types, check: bug });
    const { said } = await judgeResource(rule, account("any"));
    assert.equal(said.length, 1);
    assert.equal(said[0]?.level, "mandatory");
    assert.match(
      said[0]?.message ?? "",
      /The rule itself failed, so nothing is shown to be right: TypeError: of course/,
    );
  });

  it("has found one in a stack as well", async () => {
    const { said } = await judgeStack(stackRule({ ...about, check: bug }), [account("any")], "deployed");
    assert.match(said[0]?.message ?? "", /The rule itself failed/);
  });

  it("keeps what it found before", async () => {
    const rule = resourceRule({
      ...about,
      types,
      *check() {
        yield violation("First.");
        bug();
      },
    });
    assert.equal((await judgeResource(rule, account("any"))).said.length, 2);
  });
});

describe("A rule that reads what is not known without a look", () => {
  const node = { ...account("any"), props: { allowSharedKeyAccess: UNKNOWN } };

  it("leaves one resource for the up", async () => {
    const check = ({ props }: { props: { allowSharedKeyAccess?: boolean } }) =>
      props.allowSharedKeyAccess === false ? [] : [violation("It is open.")];
    const rule = resourceRule<{ allowSharedKeyAccess?: boolean }>({ ...about, types, check });
    const { said, notes } = await judgeResource(rule, node);
    assert.deepEqual(said, []);
    assert.match(notes[0] ?? "", /^a-rule: cannot be known before the first up.*allowSharedKeyAccess of any/);
  });

  it("has failed on a whole stack, of which it saw only a part", async () => {
    const rule = stackRule({
      ...about,
      check: ({ resources }) => resources.flatMap(({ props }) => (props.allowSharedKeyAccess ? [] : [])),
    });
    const { said } = await judgeStack(rule, [node], "preview");
    assert.match(said[0]?.message ?? "", /The rule itself failed/);
  });
});

describe("Settings of a rule", () => {
  const rule: Rule = stackRule({
    ...about,
    settings: { most: { description: "Most", type: "integer", default: 3 } },
    check: () => [],
  });

  it("have their defaults", () => {
    assert.deepEqual(settingsOf(rule, {}, NOW).values, { most: 3 });
    assert.deepEqual(settingsOf(rule, { most: 5 }, NOW).values, { most: 5 });
  });

  it("are refused when there is no such setting", () =>
    assert.throws(
      () => settingsOf(rule, { moost: 5 }, NOW),
      /configuration of a-rule .*"moost" is not a setting: .*most/,
    ));

  it("take an exemption through its last day", () => {
    assert.equal(settingsOf(rule, { exemptions: [exemption("2026-06-15")] }, NOW).exemptions.length, 1);
    assert.throws(
      () => settingsOf(rule, { exemptions: [exemption("2026-06-14")] }, NOW),
      /the exemption of "old" expired on 2026-06-14/,
    );
  });

  it("refuse a day that is none", () =>
    assert.throws(
      () => settingsOf(rule, { exemptions: [exemption("2026-02-30")] }, NOW),
      /"2026-02-30": expected a day/,
    ));
});

describe("An exemption", () => {
  const rule = resourceRule({
    ...about,
    types,
    *check() {
      yield violation("It is wrong.");
      yield unknown("something");
    },
  });
  const judge = (resource: string) =>
    judgeResource(rule, account("old"), { exemptions: [exemption("2999-12-31", resource)] });

  it("holds for the resource that it names, by name or URN", async () => {
    for (const resource of ["old", "urn:pulumi:test::names::azure-native:storage:StorageAccount::old"])
      assert.deepEqual(await judge(resource), { said: [], notes: [] });
  });

  it("holds for no other", async () => {
    for (const resource of ["ol", "ld", "very-old", "urn:pulumi:test::names"])
      assert.equal((await judge(resource)).said.length, 1, resource);
  });
});

describe("A rule that asks what is secret", () => {
  it("says so when its level keeps that from it", async () => {
    const rule = rules.find(({ name }) => name === "key-vault-secret-is-secret");
    assert.ok(rule?.about === "resource");
    const { seesSecrecy: _, ...blind } = rule;
    const node = { name: "key", type: "azure-native:keyvault:Secret", props: { properties: { value: "hush" } } };
    const { said } = await judgeResource(blind, node);
    assert.match(said[0]?.message ?? "", /can be seen at the level "remediate" alone/);
  });
});

describe("Roles", () => {
  it("are named by name or GUID", () => {
    const { guids, wrong } = namedRoles(["owner", "11111111-1111-4111-8111-111111111111", "Ownr"]);
    assert.deepEqual([...guids], ["8e3af657-a8ff-443c-a75c-2fe8c4bcb635", "11111111-1111-4111-8111-111111111111"]);
    assert.deepEqual(wrong, ["Ownr"]);
  });

  it("are told by the end of an id, whatever stands before", () => {
    const guid = "8e3af657-a8ff-443c-a75c-2fe8c4bcb635";
    for (const id of [guid, `/providers/Microsoft.Authorization/roleDefinitions/${guid.toUpperCase()}`])
      assert.equal(roleGuid(id), guid);
    assert.equal(roleGuid("/providers/Microsoft.Authorization/roleDefinitions/Owner"), undefined);
  });

  it("that rules name by default are all known", () => {
    const named = rules.flatMap(({ settings = {} }) => Object.entries(settings));
    for (const [setting, { default: byDefault }] of named.filter(
      ([name]) => name === "refused" || name === "deploying",
    ))
      assert.deepEqual(namedRoles(byDefault as string[]).wrong, [], setting);
    const fitting = named.find(([name, { type }]) => name === "allowed" && type === "object")?.[1].default;
    for (const roles of Object.values(fitting as Record<string, string[]>))
      assert.deepEqual(namedRoles(roles).wrong, []);
  });
});

describe("A configuration", () => {
  const problems = (config: unknown) => configProblems(JSON.stringify(config), rules, NOW);

  for (const file of globSync("policies/config/*.json", { cwd: ROOT })) {
    it(`${file} is in order`, () =>
      assert.deepEqual(configProblems(readFileSync(join(ROOT, file), "utf8"), rules, new Date()), []));
  }

  it("names rules that exist", () => {
    assert.match(problems({ "storage-shared-key-of": "advisory" })[0] ?? "", /storage-shared-key-of: no such rule/);
    const known = { all: "advisory", "storage-shared-key-off": "advisory", "unjudged-in-preview": "disabled" };
    assert.deepEqual(problems(known), []);
  });

  it("says why a rule is disabled", () => {
    assert.match(problems({ tags: "disabled" })[0] ?? "", /tags: it is disabled without a "reason"/);
    assert.deepEqual(problems({ tags: { enforcementLevel: "disabled", reason: "Tags are set by policy" } }), []);
  });

  it("has levels, settings and days that there are", () => {
    assert.match(problems({ tags: "strict" })[0] ?? "", /"strict" is no level: expected advisory/);
    assert.match(problems({ tags: { requird: [] } })[0] ?? "", /"requird" is not a setting/);
    assert.match(problems({ tags: { exemptions: [exemption("2020-01-01")] } })[0] ?? "", /expired on 2020-01-01/);
    assert.match(problems({ tags: 7 })[0] ?? "", /expected a level/);
    assert.match(configProblems("{", rules, NOW)[0] ?? "", /no JSON object/);
  });
});

describe("The pack", () => {
  it("has a catalogue that is fresh: else run `npm run policies`", () =>
    assert.equal(readFileSync(join(ROOT, "docs/reference/policies.md"), "utf8"), catalogue(subjects)));

  it("has rules with names of their own", () => {
    const names = rules.map(({ name }) => name);
    assert.deepEqual(names, [...new Set(names)]);
    assert.ok(rules.length > 80);
  });

  it("needs what the project has", () => {
    const read = (file: string) =>
      (JSON.parse(readFileSync(join(ROOT, file), "utf8")) as { dependencies: Record<string, string> }).dependencies;
    const ours = read("package.json");
    for (const [name, version] of Object.entries(read("policies/package.json")))
      assert.equal(ours[name], version, name);
  });

  it("is not started by importing its rules: nothing is said, and the process ends", () => {
    const script = `import ${JSON.stringify(join(ROOT, "policies/index.ts"))}`;
    const args = ["--import", "tsx", "--input-type=module", "--eval", script];
    assert.equal(execFileSync(process.execPath, args, { cwd: ROOT, encoding: "utf8", timeout: 15_000 }), "");
  });
});
