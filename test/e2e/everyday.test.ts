import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { shutDown } from "../../local/control/launch.js";
import { Checkout, type Ran } from "../shared/checkout.js";
import { Deployment } from "../shared/deployment.js";
import { eventually } from "../shared/eventually.js";

/** `npm run publish` and `npm run events`, as processes. One story: each chapter goes on from the one before. */
describe("The everyday commands", function () {
  this.timeout(120_000);
  const checkout = Checkout.make();
  let deployment: Deployment;
  let undeployed: Ran;
  let id = "";

  before(async () => {
    deployment = await Deployment.prepare(checkout);
    undeployed = await publish(["NameGenerated"]);
    // The clock's names would make these tests say less.
    checkout.edit("contracts/apps/generator.ts", "*/2 * * * * *", "0 0 0 1 1 *");
    await deployment.up();
  });
  after(() => deployment.end());

  const publish = (args: readonly string[], input?: string) => checkout.run("publish", args, input);
  const events = (...args: string[]) => checkout.run("events", args);
  const idOf = (out: string): string => / ([0-9a-f-]{36})\n/.exec(out)?.[1] ?? assert.fail(out);
  const whatsOf = (json: string) =>
    json
      .split("\n")
      .filter(Boolean)
      .map((line) => JSON.parse(line) as { what: string; app?: string; id?: string; type?: string });

  it("say how to deploy what is not deployed yet", () => {
    assert.equal(undeployed.code, 3);
    assert.match(undeployed.err, /Stack "local" has no topic\. Deploy it: npm start/);
  });

  it("explain themselves", async () => {
    for (const script of ["publish", "events", "new"]) {
      const { code, out } = await checkout.run(script, ["--help"]);
      assert.equal(code, 0);
      assert.match(out, new RegExp(`Usage: npm run ${script} --`));
    }
  });

  it("publish an event by its short name, completed by example, and say how to watch it", async () => {
    const { code, out, err } = await publish(["NameGenerated", "--data", '{"name":"Ada"}']);
    assert.equal(code, 0, err);
    assert.match(out, /^Published Names\.NameGenerated\.v1 \S+\n {2}to https:\/\/\S+\/api\/events\n$/);
    id = idOf(out);
    assert.match(err, /Completed by example: data\.id = "[0-9a-f-]{36}"\n/);
    assert.match(err, new RegExp(`npm run events -- --follow --id ${id}`));
  });

  it("show where it went", async () => {
    const steps = await eventually("both apps delivered", async () => {
      const { out } = await events("--id", id, "--json");
      const found = whatsOf(out);
      return found.filter(({ what }) => what === "delivered").length === 2 ? found : undefined;
    });
    assert.deepEqual(steps.map(({ what, app }) => [what, app].filter(Boolean).join(" ")).sort(), [
      "delivered recorder",
      "delivered tally",
      "handled recorder",
      "handled tally",
      "published",
    ]);
    assert.ok(steps.every((step) => step.id === id && step.type === "Names.NameGenerated.v1"));
  });

  it("show what was written, and filter by app; plain text in a pipe", async () => {
    const { out } = await events("--app", "tally");
    assert.match(out, /^\d\d:\d\d:\d\d\.\d{3} {2}[0-9a-f-]{36} {2}published {6}Names\.NameGenerated\.v1/);
    assert.match(out, /table written {2}lettercounts/);
    assert.doesNotMatch(out, /recorder|raw-names/);
    assert.ok(!out.includes("\u001b"));
  });

  it("show the blob that an app wrote", async () => {
    const { out } = await events("--app", "recorder");
    assert.match(out, /blob written {3}raw-names\/[0-9a-f-]{36}\.txt/);
  });

  it("read data from a file and from standard input", async () => {
    const given = { id: "3f2c5c1e-7a44-4d1b-9c55-6b1f0e5f2a10", name: "Grace" };
    const file = join(checkout.root, "name.json");
    writeFileSync(file, JSON.stringify(given));
    for (const [data, input] of [
      [`@${file}`, ""],
      ["-", JSON.stringify(given)],
    ] as const) {
      const { code, out, err } = await publish(["NameGenerated", "--dry-run", "--data", data], input);
      assert.equal(code, 0, err);
      const event = JSON.parse(out) as Record<string, unknown>;
      assert.deepEqual([event.data, event.type, event.specversion], [given, "Names.NameGenerated.v1", "1.0"]);
      assert.equal(err, "");
    }
  });

  it("publish nothing that does not fit, and say why", async () => {
    for (const [args, message] of [
      [
        ["NameGenerated", "--data", '{"name":""}'],
        /data\.name is "": .*allowed is {"type":"string","minLength":1,"maxLength":100}/,
      ],
      [["NameGenerated", "--data", "{"], /--data {: expected JSON, @file or -/],
      [["NameGenerated", "--data", "@no-such-file"], /--data @no-such-file: the file cannot be read/],
      [["OrderPlaced"], /event "OrderPlaced": expected one of Names\.NameGenerated\.v1/],
      [["NameGenerated", "Ada"], /"Ada": expected one event/],
    ] as const) {
      const { code, err } = await publish(args);
      assert.equal(code, 1);
      assert.match(err, message);
    }
  });

  it("follow events as they happen, until Ctrl-C", async () => {
    const child = spawn(
      process.execPath,
      [
        "--import",
        "tsx",
        "--disable-warning=ExperimentalWarning",
        "start/events/index.ts",
        "--follow",
        "--type",
        "NameGenerated",
      ],
      {
        cwd: checkout.root,
        env: { ...process.env, GRIDWIRE_HOME: checkout.home },
        stdio: ["ignore", "pipe", "inherit"],
      },
    );
    let printed = "";
    child.stdout.on("data", (chunk: Buffer) => (printed += chunk.toString()));
    const ended = new Promise((done) => child.once("close", done));
    // It has begun when it shows what is published now; of what was published before it shows nothing.
    const known = new Set<string>();
    await eventually("an event is shown", async () => {
      known.add(idOf((await publish(["NameGenerated"])).out));
      return printed.includes("published") ? true : undefined;
    });
    await eventually("it was delivered", () => (/delivered/.test(printed) ? true : undefined));
    child.kill("SIGINT");
    assert.equal(await ended, 0);
    assert.ok(!printed.includes(id), "only what is new");
    const shown = [...printed.matchAll(/ {2}([0-9a-f-]{36}) {2}published/g)].map(([, one]) => one ?? "");
    assert.ok(shown.length > 0 && shown.every((one) => known.has(one)));
  });

  it("end with 3 when nothing runs", async () => {
    await shutDown(checkout.azure);
    for (const { code, err } of [await publish(["NameGenerated"]), await events()]) {
      assert.equal(code, 3);
      assert.match(err, /No system runs on a local Azure\. Start both: npm start/);
    }
  });
});
