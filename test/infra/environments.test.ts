import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import type { StackConfig } from "../../infra/config.js";
import { environmentProblems } from "../../infra/environment-problems.js";
import { ENVIRONMENTS } from "../../infra/environments.js";
import { ENVIRONMENTS_REFERENCE, environmentsReference } from "../../infra/environments-reference.js";
import { readStackFiles, type StackFiles } from "../../infra/stack-files.js";
import { Checkout } from "../shared/checkout.js";

const ROOT = resolve(import.meta.dirname, "../..");
const committed = readStackFiles(ROOT);

/** The committed files, with a stack that is otherwise. */
function changed(stack: string, change: Partial<StackConfig>): StackFiles {
  const config = committed[stack];
  assert.ok(config !== undefined, stack);
  return { ...committed, [stack]: { ...config, ...change } };
}

describe("The environments", () => {
  it("have nothing that is wrong with them", () => assert.deepEqual(environmentProblems(committed), []));

  it("are told when one is missing", () => {
    const { staging: _, ...others } = committed;
    assert.deepEqual(environmentProblems(others), ["there is no Pulumi.staging.yaml"]);
  });

  it("are called what their stack is called, and lie in a group that exists", () =>
    assert.deepEqual(environmentProblems(changed("dev", { environment: "prod", resourceGroup: undefined })), [
      'stack dev: gridwire:environment is "prod": expected "dev"',
      "stack dev: gridwire:resourceGroup is missing: expected the group that bootstrap makes, rg-gridwire-dev",
    ]));

  it("share no group, in whatever case", () =>
    assert.deepEqual(environmentProblems(changed("staging", { resourceGroup: "RG-gridwire-PROD" })), [
      "stack staging: group RG-gridwire-PROD is that of stack prod: expected its own",
    ]));

  it("are not in the group of the stacks of pull requests", () =>
    assert.deepEqual(environmentProblems(changed("dev", { resourceGroup: "rg-gridwire-pr" })), [
      "stack dev: group rg-gridwire-pr is that of the stacks of pull requests: expected its own",
    ]));

  it("make no API of their own: their deployers would need a right on the directory", () =>
    assert.deepEqual(environmentProblems(changed("dev", { apiCallers: ["11111111-2222-4333-8444-555555555555"] })), [
      "stack dev makes its own API, for which its deployer needs a right on the directory: expected gridwire:issuers, with what bootstrap made, and no gridwire:apiCallers",
    ]));

  const laxer: Readonly<Record<string, Partial<StackConfig>>> = {
    "stack prod does not protect what holds data, as staging does": { protect: false },
    "stack prod has no purge protection of its vault, as staging does": { purgeProtection: false },
    "stack prod keeps a deleted vault for 6 days: expected 7 or more, as staging does": { softDeleteRetentionDays: 6 },
    "stack prod keeps logs for 29 days: expected 30 or more, as staging does": { logRetentionDays: 29 },
    "stack prod tells nobody of what goes wrong: expected gridwire:alertRecipients": { alertRecipients: [] },
  };
  for (const [problem, change] of Object.entries(laxer)) {
    it(`are no laxer than the one before: ${problem}`, () =>
      assert.deepEqual(environmentProblems(changed("prod", change)), [problem]));
  }

  it("are no laxer than the first either", () => {
    const files = changed("dev", { purgeProtection: true });
    const staging = files.staging;
    assert.ok(staging !== undefined);
    assert.deepEqual(environmentProblems({ ...files, staging: { ...staging, purgeProtection: false } }), [
      "stack staging has no purge protection of its vault, as dev does",
    ]);
  });
});

describe("The reference of environments", () => {
  it("is what the files say: else run npm run environments", () =>
    assert.equal(readFileSync(join(ROOT, ENVIRONMENTS_REFERENCE), "utf8"), environmentsReference(committed)));

  it("has a line for a setting as soon as one stack has another value", () => {
    const line = /^\| `gridwire:deliverWith` \|.*$/m;
    assert.doesNotMatch(environmentsReference(committed), line);
    assert.equal(
      line.exec(environmentsReference(changed("prod", { deliverWith: "eventGridKey" })))?.[0],
      "| `gridwire:deliverWith` | masterKey | masterKey | masterKey | masterKey | eventGridKey |",
    );
  });

  it("tells of each environment its own group, container, key and identities", () => {
    const text = environmentsReference(committed);
    for (const environment of ENVIRONMENTS)
      for (const own of [
        `rg-gridwire-${environment}`,
        `gridwire-${environment}-deploy`,
        `gridwire-${environment}-preview`,
      ])
        assert.equal(text.split(`\`${own}\``).length, 2, own);
  });
});

describe("npm run environments", function () {
  this.timeout(30_000);
  let checkout: Checkout;
  beforeEach(() => {
    checkout = Checkout.make("docs", "Pulumi.dev.yaml", "Pulumi.staging.yaml", "Pulumi.prod.yaml");
  });
  afterEach(() => checkout.remove());
  const written = () => readFileSync(join(checkout.root, ENVIRONMENTS_REFERENCE), "utf8");

  it("writes what differs", async () => {
    checkout.edit("Pulumi.prod.yaml", 'alwaysReady: "1"', 'alwaysReady: "3"');
    const { code, out, err } = await checkout.run("environments");
    assert.deepEqual([code, out, err], [0, `${ENVIRONMENTS_REFERENCE} is written.\n`, ""]);
    assert.match(written(), /^\| `gridwire:alwaysReady` \| 0 \| 0 \| 0 \| 0 \| 3 \|$/m);
  });

  it("refuses environments that are wrong, and writes nothing", async () => {
    const before = written();
    checkout.edit("Pulumi.prod.yaml", 'protect: "true"', 'protect: "false"');
    const { code, err } = await checkout.run("environments");
    assert.equal(code, 1);
    assert.equal(err, "stack prod does not protect what holds data, as staging does\n");
    assert.equal(written(), before);
  });

  it("says which file cannot be used", async () => {
    checkout.edit("Pulumi.staging.yaml", "gridwire:owner", "gridwire:onwer");
    const { code, err } = await checkout.run("environments");
    assert.equal(code, 1);
    assert.match(err, /^Pulumi\.staging\.yaml: The stack's config cannot be used:\n {2}gridwire:owner is missing/);
    assert.doesNotMatch(err, /\n {4}at /);
  });

  it("knows no other option", async () => {
    const { code, err } = await checkout.run("environments", ["--stack", "dev"]);
    assert.equal(code, 1);
    assert.match(err, /Unknown option '--stack'/);
  });
});
