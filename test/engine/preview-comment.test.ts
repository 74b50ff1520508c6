import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { runCi } from "../ci/run-ci.js";
import { ScratchRepository } from "../ci/scratch-repository.js";
import { Checkout, type Ran } from "../shared/checkout.js";
import { Deployment } from "../shared/deployment.js";

describe("The comment of a real preview", function () {
  this.timeout(240_000);
  let deployment: Deployment;
  let checkout: Checkout;

  before(async () => {
    checkout = Checkout.make();
    new ScratchRepository(checkout.root).commit("what is deployed");
    deployment = await Deployment.prepare(checkout);
    await deployment.up();
  });
  after(() => deployment?.end());

  async function preview(): Promise<Ran & { readonly comment: string }> {
    const out = join(checkout.home, "comment.md");
    const none = ["GITHUB_ACTIONS", "GITHUB_EVENT_PATH", "GITHUB_REF", "GITHUB_SHA", "GITHUB_STEP_SUMMARY"];
    const env = {
      ...deployment.workspace.environment(deployment.azure),
      ...Object.fromEntries(none.map((name) => [name, ""])),
    };
    const ran = await runCi("preview", ["--stack", "local", "--base", "HEAD", "--out", out], env, checkout.root);
    return { ...ran, comment: readFileSync(out, "utf8") };
  }

  function requireLines(comment: string, ...lines: readonly string[]) {
    const found = comment.split("\n");
    for (const line of lines) assert.ok(found.includes(line), `${line}\nis not in\n${comment}`);
  }

  it("is one line when nothing changed", async () => {
    const { code, comment, err } = await preview();
    assert.equal(code, 0, err);
    assert.match(
      comment,
      /^<!-- gridwire preview: local -->\n\n\*\*Preview of `local`\*\*: no changes; \d+ stay the same\.\n$/,
    );
  });

  it("tells a right that is added, an event and an app that change, and what Azure would get", async () => {
    const [tally, schema] = ["contracts/apps/tally.ts", "contracts/schemas/Names.NameGenerated.v1.json"];
    checkout.edit(tally, "needs: {", "needs: { rawNames: read(rawNames),");
    checkout.edit(tally, "import { letterCounts }", "import { letterCounts, rawNames }");
    checkout.edit(tally, "onHttp, readWrite", "onHttp, read, readWrite");
    checkout.edit(
      "infra/index.ts",
      "wiring: { letterCounts:",
      "wiring: { rawNames: data.container(rawNames), letterCounts:",
    );
    checkout.edit("contracts/events/name-generated.ts", "max(100) }", "max(100), language: z.string().optional() }");
    checkout.edit(schema, '"properties": {', '"properties": { "language": { "type": "string" },');
    const { code, comment, err } = await preview();
    assert.equal(code, 0, err);
    requireLines(
      comment,
      "⚠️ 1 change lets somebody do more",
      "| **added** | `tally-identity` of `tally` | `Storage Blob Data Reader` | BlobContainer `data-raw-names` | `ServicePrincipal` | App tally declares the need rawNames: read |",
      "- **compatible** `Names.NameGenerated.v1`: data.language: the optional field was added",
      "- app `tally`: need rawNames added: read blobContainer raw-names",
      "| create | `tally-grants-need-rawNames` | `azure-native:authorization:RoleAssignment` |  |",
      "| update | `tally-site` | `azure-native:web:WebApp` | `siteConfig` |",
    );
    assert.doesNotMatch(comment, /### Policy findings|### Replaced and deleted/);
  });

  it("tells a mandatory policy that is violated, and the command fails", async () => {
    checkout.edit("infra/components/keyless-account.ts", "allowSharedKeyAccess: false", "allowSharedKeyAccess: true");
    const { code, comment } = await preview();
    assert.equal(code, 1);
    requireLines(
      comment,
      "- **keys** `data-account`: `allowSharedKeyAccess` `false` → `true` ⚠️ opens",
      "| ❌ **mandatory**, high | `storage-shared-key-off` | `data-account` | allowSharedKeyAccess is true: expected false. Set allowSharedKeyAccess to false and grant data roles. |",
    );
  });

  it("tells why it failed when the program does", async () => {
    checkout.edit("infra/index.ts", "const login =", 'throw new Error("the greeting is missing");\nconst login =');
    const { code, comment } = await preview();
    assert.equal(code, 1);
    assert.match(comment, /## Preview of `local` failed[\s\S]*Error: the greeting is missing/);
    assert.doesNotMatch(comment, /### Resources/);
  });
});
