import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { ENVIRONMENTS, type Environment, groupOf } from "../../infra/environments.js";
import { rules } from "../../policies/index.js";
import type { Rule } from "../../policies/kit/rule.js";
import { type Previewed, packFlags, preview, violationsIn } from "../policies/preview.js";
import { SampleStack } from "../policies/sample-stack.js";
import { edited, type Node } from "../policies/samples/node.js";
import { account } from "../policies/samples/nodes.js";
import { resourceSamples } from "../policies/samples/resources.js";
import { stackSamples } from "../policies/samples/stacks.js";
import { Checkout } from "../shared/checkout.js";
import { Deployment } from "../shared/deployment.js";

const ROOT = resolve(import.meta.dirname, "../..");

const ruleOf = (name: string) => rules.find((rule) => rule.name === name);
const isOn = ({ rule }: { readonly rule: string }) => ruleOf(rule)?.level !== "disabled";

/** What the engine calls a rule's level: one that sees what is secret is delivered as a remediation. */
function levelOf(name: string): string | undefined {
  const rule = ruleOf(name);
  return rule?.about === "resource" && rule.seesSecrecy === true ? "mandatory" : rule?.level;
}

/** A configuration in which only rules of the one kind are on, with what samples need to be wrong. */
function only(about: Rule["about"]): object {
  const off = rules.filter((rule) => rule.about !== about).map(({ name }) => [name, "disabled"] as const);
  const needed = resourceSamples.flatMap(({ rule, config }) => (config === undefined ? [] : [[rule, config] as const]));
  return { ...Object.fromEntries(needed), ...Object.fromEntries(off) };
}

/** A resource for each rule, called as the rule; where a rule has more samples, they differ in type alone. */
function wrongInOneWay(): Node[] {
  const nodes = new Map<string, Node>();
  for (const { rule, type, right, wrong } of resourceSamples.filter(isOn)) {
    const [edits] = wrong;
    if (edits !== undefined && !nodes.has(rule)) nodes.set(rule, { name: rule, type, props: edited(right, edits) });
  }
  return [...nodes.values()];
}

/** The same resource stands in several samples. */
const together = (samples: readonly (readonly Node[])[]): Node[] => [
  ...new Map(samples.flat().map((node) => [node.name, node])).values(),
];

/** An environment's stack on the local Azure: only its file makes it that. Its group is there, as bootstrap makes it. */
async function become(environment: Environment, deployment: Deployment): Promise<void> {
  const settings = readFileSync(join(ROOT, `Pulumi.${environment}.yaml`), "utf8");
  writeFileSync(join(deployment.checkout.root, "Pulumi.local.yaml"), settings);
  await prepare(deployment);
  await deployment.byHand((provider) =>
    provider.create("azure-native:resources:ResourceGroup", {
      resourceGroupName: groupOf(environment),
      location: "westeurope",
      tags: { app: "gridwire", environment, owner: "platform-team" },
    }),
  );
}

/** What only stack `local` does is taken back: to make an API of its own. */
async function prepare(deployment: Deployment): Promise<void> {
  await deployment.workspace.prepare(deployment.azure);
  const { code, output } = await deployment.pulumi("config", "rm", "apiCallers");
  assert.equal(code, 0, output);
}

describe("The policy pack on the environments' stacks, before their first up", function () {
  this.timeout(120_000);
  let deployment: Deployment;

  before(async () => {
    deployment = await Deployment.prepare(Checkout.make());
  });
  after(() => deployment?.end());

  for (const environment of ENVIRONMENTS) {
    describe(environment, () => {
      let seen: Previewed;
      before(async () => {
        await become(environment, deployment);
        seen = await preview(deployment, `policies/config/${environment}.json`);
      });

      it("passes, with no advice", () => {
        assert.deepEqual(seen.violations, []);
        assert.equal(seen.code, 0, seen.messages.join("\n"));
      });

      it("says what cannot be known yet, and nothing of the group, which is there", () => {
        const said = seen.messages.join("\n");
        assert.match(
          said,
          /event-subscription-webhook-key: cannot be known before the first up, and is checked then: .*names-tally/,
        );
        assert.doesNotMatch(said, /of group\b/);
      });
    });
  }

  describe("prod, with the config of one that comes and goes", () => {
    it("is refused, by the rules that are laxer elsewhere", async () => {
      const file = join(deployment.checkout.root, "Pulumi.local.yaml");
      const settings = readFileSync(file, "utf8");
      writeFileSync(
        file,
        settings.replace('purgeProtection: "true"', 'purgeProtection: "false"').replace('"90"', '"30"'),
      );
      await prepare(deployment);
      const { code, violations } = await preview(deployment, "policies/config/prod.json");
      assert.notEqual(code, 0);
      assert.deepEqual(violations.map(({ policy, level, resource }) => `${policy} ${level} ${resource}`).sort(), [
        "key-vault-purge-protection mandatory kv-prod",
        "log-analytics-retention mandatory monitoring-workspace",
      ]);
    });
  });
});

describe("The policy pack in the engine", function () {
  this.timeout(120_000);
  let deployment: Deployment;
  let stack: SampleStack;

  before(async () => {
    deployment = await Deployment.prepare(Checkout.make());
    stack = new SampleStack(deployment);
  });
  after(() => deployment?.end());

  describe("on resources that are each wrong in one way", () => {
    let seen: Previewed;
    const nodes = wrongInOneWay();
    before(async () => {
      seen = await stack.preview(nodes, only("resource"));
    });

    it("refuses the preview", () => assert.notEqual(seen.code, 0));

    for (const { name } of nodes) {
      it(`${name}: names that rule, at its level, and no other`, () => {
        const blaming = seen.violations.filter(({ resource }) => resource === name);
        assert.deepEqual(
          [...new Set(blaming.map(({ policy, level }) => `${policy} ${level}`))],
          [`${name} ${levelOf(name)}`],
          seen.messages.join("\n"),
        );
      });
    }
  });

  describe("on resources that hang together in a wrong way", () => {
    let seen: Previewed;
    const samples = stackSamples.filter(isOn);
    before(async () => {
      seen = await stack.preview(together(samples.map(({ wrong }) => wrong)), only("stack"));
    });

    it("refuses the preview", () => assert.notEqual(seen.code, 0));

    for (const { rule, blamed } of samples) {
      it(`${rule}: names that rule, at its level, and the resource`, () => {
        const blaming = seen.violations.filter((one) => one.policy === rule && one.resource === blamed);
        assert.deepEqual(
          blaming.map(({ level }) => level),
          [levelOf(rule)],
          seen.messages.join("\n"),
        );
      });
    }
  });

  it("advises without refusing, and leaves an exempted resource alone", async () => {
    const { tags: _, ...untagged } = account("untagged").props;
    const exemptions = [{ resource: "old", reason: "Until the importer is gone", expires: "2999-12-31" }];
    const { code, violations, messages } = await stack.preview(
      [
        { ...account("untagged"), props: untagged },
        { ...account("old"), props: { ...account("old").props, allowSharedKeyAccess: true } },
      ],
      { "storage-shared-key-off": { exemptions }, "diagnostic-settings": "disabled" },
    );
    assert.deepEqual(
      violations.map(({ policy, level, resource }) => `${policy} ${level} ${resource}`),
      ["tags advisory untagged"],
    );
    assert.equal(code, 0, messages.join("\n"));
  });

  it("refuses an exemption that has expired", async () => {
    const exemptions = [{ resource: "old", reason: "Until the importer is gone", expires: "2020-12-31" }];
    const { code, messages } = await stack.preview([account("old")], { "storage-shared-key-off": { exemptions } });
    assert.notEqual(code, 0);
    assert.match(messages.join("\n"), /configuration of storage-shared-key-off .* "old" expired on 2020-12-31/);
  });
});

describe("The policy pack on the stack local", function () {
  this.timeout(120_000);
  let deployment: Deployment;
  const config = "policies/config/local.json";

  before(async () => {
    deployment = await Deployment.prepare(Checkout.make());
  });
  after(() => deployment?.end());

  it("passes its first up, where everything is known", async () => {
    const output = await deployment.up(...packFlags(config));
    assert.match(output, /✅ gridwire@/);
    assert.doesNotMatch(output, /\[advisory\]|cannot be known/);
  });

  it("passes a preview, with nothing left to know and no advice", async () => {
    const { code, violations, messages } = await preview(deployment, config);
    assert.deepEqual(violations, []);
    assert.deepEqual(messages, []);
    assert.equal(code, 0);
  });

  describe("offline, on its exported state", () => {
    const analyze = async (...flags: string[]) => {
      const file = join(deployment.checkout.home, "exported.json");
      await deployment.pulumi("stack", "export", "--file", file);
      return deployment.pulumi("policy", "analyze", "--file", file, "--json", ...flags);
    };

    it("passes under its configuration", async () => {
      const { code, output } = await analyze(...packFlags(config));
      assert.deepEqual(violationsIn(output), []);
      assert.equal(code, 0, output);
    });

    it("refuses it under none, by the rules that the configuration turns off or has for fewer types", async () => {
      const { code, output } = await analyze("--policy-pack", "policies");
      assert.notEqual(code, 0);
      const off = JSON.parse(readFileSync(join(ROOT, config), "utf8")) as Record<
        string,
        { enforcementLevel?: string; types?: string[] }
      >;
      assert.deepEqual(
        [...new Set(violationsIn(output).map(({ policy }) => policy))].sort(),
        Object.keys(off)
          .filter((name) => off[name]?.enforcementLevel === "disabled" || off[name]?.types !== undefined)
          .sort(),
      );
    });
  });
});
