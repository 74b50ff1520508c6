import assert from "node:assert/strict";
import { copyFileSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { explain } from "../../ci/explain.js";
import type { Properties } from "../../local/shared/resource.js";
import { DevStack } from "../e2e/recover/dev-stack.js";
import { RecoverPage } from "../e2e/recover/recover-page.js";
import type { Typed } from "../e2e/recover/terminal.js";
import { eventually } from "../shared/eventually.js";
import { assertNamesTravel } from "../shared/names-travel.js";
import { becomeOutsider } from "../shared/outsider.js";

const UP = ["up", "--stack", "dev", "--yes", "--skip-preview"] as const;
const up = `pulumi ${UP.join(" ")}`;
const UNCHANGED = "pulumi preview --stack dev --expect-no-changes";

interface Pending {
  readonly type: string;
  readonly resource: { readonly urn: string; readonly type: string; readonly inputs: Properties };
}

/**
 * What goes wrong with a stack, and `docs/how-to/recover.md` followed to the letter until it is well again. One story:
 * each chapter goes on from the one before.
 */
describe("The page about recovering", function () {
  this.timeout(300_000);
  const page = new RecoverPage();
  let dev: DevStack;
  let leave: (() => void) | undefined;

  before(async () => {
    dev = await DevStack.prepare();
  });
  after(async () => {
    leave?.();
    await dev?.end();
  });

  async function works(script: string, vars: NodeJS.ProcessEnv = {}): Promise<Typed> {
    const typed = await dev.terminal.type(script, vars);
    assert.equal(typed.code, 0, `${script}\n${typed.printed}`);
    return typed;
  }

  /** It fails as the page shows, and is explained with the page's section. @returns the explanation. */
  function recognized(scenario: string, { code, printed }: Pick<Typed, "code" | "printed">): string {
    assert.notEqual(code, 0, printed);
    page.shows(scenario, printed);
    const said = explain(printed, { stack: "dev", backend: `file://${dev.state}` }) ?? assert.fail(printed);
    assert.ok(said.endsWith(`docs/how-to/recover.md#${scenario}`), said);
    return said;
  }

  async function follow(scenario: string, vars: NodeJS.ProcessEnv = {}): Promise<void> {
    const steps = page.steps(scenario);
    assert.ok(steps.length > 0, `${scenario} has no steps`);
    for (const step of steps) await works(step, vars);
  }

  async function pending(): Promise<Pending[]> {
    const { out } = await works("pulumi stack export --stack dev");
    const { deployment } = JSON.parse(out) as { deployment: { pending_operations?: Pending[] } };
    return deployment.pending_operations ?? [];
  }

  /** An `up` that a lock of a killed one holds out. @returns what it says. */
  async function lockedOut(): Promise<string> {
    const said = recognized("a-locked-stack", await dev.terminal.type(up));
    const [isGone = "", cancel = ""] = page.steps("a-locked-stack");
    const PID = /by process (\d+) of/.exec(said)?.[1] ?? "";
    assert.match((await works(isGone, { PID })).out, /gone: the lock is stale/);
    await works(cancel);
    return said;
  }

  it("a stack that does not exist", async () => {
    const failed = await dev.terminal.type("pulumi preview --stack dev");
    assert.equal(failed.code, 6);
    assert.match(recognized("a-stack-that-does-not-exist", failed), /no stack "dev" in file:\/\//);
    await follow("a-stack-that-does-not-exist");
  });

  it("a resource group that nobody made", async () => {
    const failed = await dev.terminal.type("pulumi preview --stack dev");
    assert.match(recognized("a-resource-group-that-nobody-made", failed), /no resource group "rg-gridwire-dev"/);
    await dev.makeGroup();
    await follow("a-resource-group-that-nobody-made");
  });

  it("a namespace that is not registered", async () => {
    await dev.control.misbehave("not-registered", 1);
    const said = recognized("a-namespace-that-is-not-registered", await dev.terminal.type(up));
    assert.match(said, /not registered for Microsoft\.\w+\./);
    await dev.control.behave();
  });

  it("a locked stack, whose owner was killed", async () => {
    await dev.control.misbehave("conflict", 1000);
    const killed = await dev.terminal.kill(/another operation on it is in progress/, "pulumi", ...UP);
    await dev.control.behave();
    assert.match(await lockedOut(), new RegExp(`by process ${killed.pid} of`));
  });

  it("an interrupted update, and a resource that exists already", async () => {
    // Azure ends what it was asked for, whether the CLI lives or not.
    const site = (await pending()).find(({ resource }) => resource.type.endsWith(":WebApp"))?.resource;
    assert.ok(site !== undefined);
    await dev.byHand((provider) => provider.create(site.type, site.inputs));

    const [settle = "", clear = ""] = page.steps("an-interrupted-update");
    const [list = "", take = "", carryOn = ""] = page.steps("a-resource-that-exists-already");
    for (let failed = await dev.terminal.type(settle); failed.code !== 0; ) {
      page.shows("an-interrupted-update", failed.printed);
      const said = recognized("a-resource-that-exists-already", failed);
      const {
        TYPE = "",
        NAME = "",
        ID = "",
      } = /(?<TYPE>azure-native:\S+) (?<NAME>\S+) (?<ID>\/subscriptions\/\S+?) --stack/.exec(said)?.groups ?? {};
      const listed = (await works(list)).out.split("\n").map((line) => line.split(" "));
      const PARENT = listed.find(([, urn]) => urn?.endsWith(`${TYPE}::${NAME}`))?.[2] ?? assert.fail(said);
      await works(take, { TYPE, NAME, ID, PARENT });
      failed = await dev.terminal.type(carryOn);
    }
    await works(clear);
    assert.deepEqual(await pending(), []);
    leave = becomeOutsider(dev.azure);
    await assertNamesTravel(dev, 60_000);
  });

  it("an interrupted update of what was there", async () => {
    await dev.control.misbehave("conflict", 1000);
    const file = join(dev.checkout.root, "Pulumi.dev.yaml");
    dev.checkout.edit("Pulumi.dev.yaml", 'maximumInstanceCount: "40"', 'maximumInstanceCount: "60"');
    await dev.terminal.kill(/another operation on it is in progress/, "pulumi", ...UP);
    await dev.control.behave();
    await lockedOut();
    assert.deepEqual([...new Set((await pending()).map(({ type }) => type))], ["updating"]);
    // It fails for another reason as well; what was interrupted is told all the same.
    const broken = readFileSync(file, "utf8");
    writeFileSync(file, broken.replace("gridwire:owner: platform-team", "gridwire:colour: red"));
    recognized("an-interrupted-update", await dev.terminal.type(up));
    writeFileSync(file, broken);
    await follow("an-interrupted-update");
    assert.deepEqual(await pending(), []);
  });

  it("two runs at once, and a lock that was taken away from one at work", async () => {
    const first = dev.terminal.begin("pulumi", ...UP);
    await eventually("its work", () => (/Updating \(dev\)/.test(first.printed()) ? true : undefined), 60_000);
    recognized("a-locked-stack", await dev.terminal.type(up));
    assert.doesNotMatch((await works(page.steps("a-locked-stack")[0] ?? "", { PID: `${first.pid}` })).out, /gone/);
    await works("pulumi cancel --stack dev --yes");
    const { printed, code } = await first.ended;
    assert.equal(code, 0, "cancel stops nobody");
    recognized("a-lock-that-was-taken-away", { code: 1, printed });
    await follow("a-lock-that-was-taken-away");
  });

  it("a stack without its file", async () => {
    rmSync(join(dev.checkout.root, "Pulumi.dev.yaml"));
    recognized("a-stack-without-its-file", await dev.terminal.type("pulumi preview --stack dev"));
    await follow("a-stack-without-its-file");
  });

  it("a state that is cut off", async () => {
    for (const length of [5_000, 0]) {
      truncateSync(dev.checkpoint, length);
      recognized("a-state-that-is-cut-off", await dev.terminal.type("pulumi stack export --stack dev"));
    }
    await follow("a-state-that-is-cut-off");
  });

  it("a passphrase that does not fit, or is missing", async () => {
    const { PULUMI_CONFIG_PASSPHRASE_FILE: right } = dev.terminal.env;
    const wrong = join(dev.checkout.home, "wrong");
    writeFileSync(wrong, "another");
    const failed = await dev.terminal.type(UNCHANGED, { PULUMI_CONFIG_PASSPHRASE_FILE: wrong });
    recognized("a-passphrase-that-does-not-fit", failed);
    const missing = await dev.terminal.type(UNCHANGED, { PULUMI_CONFIG_PASSPHRASE_FILE: "" });
    assert.match(explain(missing.printed) ?? "", /none is set/);
    const gone = await dev.terminal.type(UNCHANGED, { PULUMI_CONFIG_PASSPHRASE_FILE: "/nowhere" });
    assert.match(explain(gone.printed) ?? "", /names \/nowhere, which does not exist/);
    await follow("a-passphrase-that-does-not-fit", { PULUMI_CONFIG_PASSPHRASE_FILE: wrong, RIGHT_FILE: right });
  });

  it("a plan that no longer fits", async () => {
    await works("pulumi preview --stack dev --save-plan old.json");
    dev.checkout.edit("functions/tally/logic.ts", "? -1 : 1", "? -1 : 2");
    const said = recognized("a-plan-that-no-longer-fits", await dev.terminal.type(`${up} --plan old.json`));
    assert.match(said, /another "tally-package"/);
    await follow("a-plan-that-no-longer-fits");
    await works(UNCHANGED);
  });

  it("a policy violation", async () => {
    const file = join(dev.checkout.root, "infra/components/keyless-account.ts");
    const kept = `${file}.kept`;
    copyFileSync(file, kept);
    dev.checkout.edit("infra/components/keyless-account.ts", '"TLS1_2"', '"TLS1_0"');
    const [look = ""] = page.steps("a-policy-violation");
    const said = recognized("a-policy-violation", await dev.terminal.type(look));
    assert.match(said, /storage-minimum-tls is violated by azure-native:storage:StorageAccount: /);
    copyFileSync(kept, file);
    await follow("a-policy-violation");
  });

  it("protected resources", async () => {
    await works(`pulumi config set --stack dev gridwire:protect true && ${up}`);
    recognized("protected-resources", await dev.terminal.type("pulumi destroy --stack dev --yes"));
    await works(UNCHANGED);
    await follow("protected-resources");
  });

  it("a right that is missing", async () => {
    await dev.control.deployAs([]);
    recognized("a-right-that-is-missing", await dev.terminal.type(up));
  });
});
