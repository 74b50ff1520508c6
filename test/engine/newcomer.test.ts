import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { DefaultAzureCredential } from "@azure/identity";
import { ContainerClient } from "@azure/storage-blob";
import { siteOf } from "../../start/site.js";
import { Checkout } from "../shared/checkout.js";
import { Deployment } from "../shared/deployment.js";
import { eventually } from "../shared/eventually.js";
import { becomeOutsider } from "../shared/outsider.js";

const ROOT = resolve(import.meta.dirname, "../..");
const MOST_LINES = 30;

interface Block {
  readonly file: string;
  readonly kind: "ts" | "diff";
  readonly text: string;
}

/** The page's code: each block belongs to the file that was named last before it. */
function blocksOf(page: string): Block[] {
  let file = "";
  const blocks: Block[] = [];
  for (const part of page.matchAll(/`((?:contracts|functions|infra)\/[\w/-]+\.ts)`(?=:|\.)|```(ts|diff)\n(.*?)```/gs)) {
    if (part[1] !== undefined) file = part[1];
    else blocks.push({ file, kind: part[2] as Block["kind"], text: part[3] ?? "" });
  }
  return blocks;
}

/** A second system beside the first, made as `docs/how-to/add-an-app.md` says, and as nothing else says. */
describe("A newcomer's app", function () {
  this.timeout(120_000);
  const blocks = blocksOf(readFileSync(join(ROOT, "docs/how-to/add-an-app.md"), "utf8"));
  const checkout = Checkout.make();
  let deployment: Deployment | undefined;
  let leave: (() => void) | undefined;

  before(() => {
    for (const { file, kind, text } of blocks) {
      if (kind === "ts") {
        mkdirSync(dirname(join(checkout.root, file)), { recursive: true });
        writeFileSync(join(checkout.root, file), text);
      } else {
        const side = (mark: string) =>
          text
            .split("\n")
            .filter((line) => line.startsWith(mark))
            .map((line) => line.slice(1))
            .join("\n");
        checkout.edit(file, side("-"), side("+"));
      }
    }
  });
  after(async () => {
    leave?.();
    await deployment?.end();
    checkout.remove();
  });

  it("takes under 30 lines of code", () => {
    assert.equal(blocks.length, 8);
    const isCode = (line: string) => line.trim() !== "" && !/^\s*(import|\/\*\*|\/\/)/.test(line);
    const removed = blocks.flatMap(({ kind, text }) =>
      kind === "diff" ? text.split("\n").filter((line) => line.startsWith("-")) : [],
    );
    const lines = blocks.flatMap(({ kind, text }) =>
      text.split("\n").flatMap((line) => (kind === "ts" ? [line] : line.startsWith("+") ? [line.slice(1)] : [])),
    );
    const added = lines.filter(isCode).length - removed.filter((line) => isCode(line.slice(1))).length;
    assert.ok(added > 10 && added < MOST_LINES, `${added} lines`);
  });

  it("compiles", () => {
    writeFileSync(
      join(checkout.root, "tsconfig.json"),
      JSON.stringify({
        extends: join(ROOT, "tsconfig.json"),
        compilerOptions: { incremental: false, tsBuildInfoFile: null, types: ["node"] },
        include: ["contracts", "functions", "infra"],
      }),
    );
    try {
      execFileSync(join(ROOT, "node_modules/.bin/tsc"), ["-p", "."], { cwd: checkout.root, encoding: "utf8" });
    } catch (error) {
      assert.fail((error as { stdout: string }).stdout);
    }
  });

  it("comes up beside the first, and greets", async () => {
    deployment = await Deployment.prepare(checkout);
    await deployment.up();
    leave = becomeOutsider(deployment.azure);
    const { apps, blobUrl } = (await deployment.outputs()) as unknown as {
      apps: Record<string, string>;
      blobUrl: string;
    };
    assert.deepEqual(Object.keys(apps).sort(), ["generator", "greeter", "recorder", "tally"]);
    const key = await deployment.control.functionKey(siteOf(apps.greeter ?? ""));
    const answer = await fetch(`${apps.greeter}/api/greetings`, {
      method: "POST",
      body: '{"name":"Ada"}',
      headers: { "x-functions-key": key },
    });
    assert.equal(answer.status, 202);
    const { id } = (await answer.json()) as { id: string };
    const blob = new ContainerClient(`${blobUrl}/greetings`, new DefaultAzureCredential()).getBlobClient(`${id}.txt`);
    const text = await eventually("the greeting", () => blob.downloadToBuffer().catch(() => undefined));
    assert.equal(text.toString(), "Hello, Ada!\n");
  });
});
