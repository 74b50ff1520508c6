import assert from "node:assert/strict";
import { globSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { DefaultAzureCredential } from "@azure/identity";
import { ContainerClient } from "@azure/storage-blob";
import { awaitHost } from "../../start/await-host.js";
import { siteOf } from "../../start/site.js";
import { Checkout } from "../shared/checkout.js";
import { Deployment } from "../shared/deployment.js";
import { eventually } from "../shared/eventually.js";
import { becomeOutsider } from "../shared/outsider.js";

const ROOT = resolve(import.meta.dirname, "../..");
const MOST_LINES = 30;

/** Folders whose lines count: the tests come on top. */
const CODE = ["contracts", "functions", "infra"];
const FILE = /`((?:contracts|functions|infra|test)\/[\w/-]+(?:\.test)?\.ts)`(?=:|\.)/;

/** A step of the page: commands to run, a whole file, or a change of one. */
interface Step {
  /** The file that was named last before it. */
  readonly file: string;
  readonly kind: "sh" | "ts" | "diff";
  readonly text: string;
}

function stepsOf(page: string): Step[] {
  let file = "";
  const steps: Step[] = [];
  for (const part of page.matchAll(new RegExp(`${FILE.source}|\`\`\`(sh|ts|diff)\\n(.*?)\`\`\``, "gs"))) {
    if (part[1] !== undefined) file = part[1];
    else steps.push({ file, kind: part[2] as Step["kind"], text: part[3] ?? "" });
  }
  return steps;
}

/** How many lines of code a checkout has, in the files that people write. */
function linesOfCode(root: string): number {
  const isCode = (line: string) => line.trim() !== "" && !/^\s*(import|\/?\*|\/\/)/.test(line);
  const files = CODE.flatMap((folder) => globSync(`${folder}/**/*.ts`, { cwd: root }));
  return files.flatMap((file) => readFileSync(join(root, file), "utf8").split("\n").filter(isCode)).length;
}

/** A second system beside the first, made as `docs/how-to/add-an-app.md` says, and as nothing else says. */
describe("A newcomer's app", function () {
  this.timeout(180_000);
  const steps = stepsOf(readFileSync(join(ROOT, "docs/how-to/add-an-app.md"), "utf8"));
  const checkout = Checkout.make("test", "docs", "biome.json", ".gitignore");
  const linesBefore = linesOfCode(checkout.root);
  let deployment: Deployment | undefined;
  let leave: (() => void) | undefined;

  before(async () => {
    for (const { file, kind, text } of steps) {
      if (kind === "ts") writeFileSync(join(checkout.root, file), text);
      else if (kind === "diff") checkout.edit(file, side(text, "-"), side(text, "+"));
      else for (const line of text.trim().split("\n")) await carryOut(line);
    }
  });
  after(async () => {
    leave?.();
    await deployment?.end();
    checkout.remove();
  });

  const side = (diff: string, mark: string) =>
    diff
      .split("\n")
      .filter((line) => line.startsWith(mark))
      .map((line) => line.slice(1))
      .join("\n");

  async function carryOut(command: string): Promise<void> {
    const [, script = "", args = ""] = /^npm run (\w+)(?: -- (.*))?$/.exec(command) ?? [];
    const removed = /^rm (contracts\/\S+)$/.exec(command)?.[1];
    if (removed !== undefined) return rmSync(join(checkout.root, removed));
    const { code, err } = await checkout.run(script, args.split(" ").filter(Boolean));
    assert.equal(code, 0, `${command}: ${err}`);
  }

  it("takes under 30 lines of code", () => {
    assert.equal(steps.length, 11);
    const added = linesOfCode(checkout.root) - linesBefore;
    assert.ok(added > 10 && added < MOST_LINES, `${added} lines`);
  });

  it("compiles", () => {
    writeFileSync(
      join(checkout.root, "tsconfig.json"),
      JSON.stringify({
        extends: join(ROOT, "tsconfig.json"),
        compilerOptions: { incremental: false, tsBuildInfoFile: null, types: ["node", "mocha"] },
        include: [...CODE, "test/contracts", "test/functions/greeter"],
      }),
    );
    checkout.tool("tsc", "-p", ".");
  });

  it("is formatted as all code is", () => {
    const files = ["contracts", "functions/greeter", "infra", "test/contracts/events", "test/functions/greeter"];
    checkout.tool("biome", "ci", "--colors=off", ...files);
  });

  it("passes its tests, and those of contracts", async () => {
    const { code, out } = await checkout.run("test", ["test/contracts", "test/functions/greeter"]);
    assert.equal(code, 0, out);
    assert.match(out, /greets by name/);
  });

  it("comes up beside the first, and greets", async () => {
    deployment = await Deployment.prepare(checkout);
    await deployment.up();
    leave = becomeOutsider(deployment.azure);
    const { apps, api, blobUrl } = (await deployment.outputs()) as unknown as {
      apps: Record<string, string>;
      api: string;
      blobUrl: string;
    };
    assert.deepEqual(Object.keys(apps).sort(), ["generator", "greeter", "recorder", "tally"]);
    await awaitHost(deployment.control, siteOf(apps.greeter ?? ""));
    const { token } = await new DefaultAzureCredential().getToken(`${api}/.default`);
    const answer = await fetch(`${apps.greeter}/api/greetings`, {
      method: "POST",
      body: '{"name":"Ada"}',
      headers: { authorization: `Bearer ${token}` },
    });
    assert.equal(answer.status, 202);
    const id = await answer.text();
    const blob = new ContainerClient(`${blobUrl}/greetings`, new DefaultAzureCredential()).getBlobClient(`${id}.txt`);
    const text = await eventually("the greeting", () => blob.downloadToBuffer().catch(() => undefined));
    assert.equal(text.toString(), "Hello, Ada!\n");
  });
});
