import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type DataKeys, dataKeysOf } from "../../../ci/plan/data-key.js";
import { type PlanHeader, readPlanFile, writePlanFile } from "../../../ci/plan/plan-file.js";
import { Refusal } from "../../../ci/refusal.js";

const HEADER: PlanHeader = {
  stack: "staging",
  commit: "0123456789012345678901234567890123456789",
  cli: "v3.259.0",
  createdAt: "2026-11-21T10:00:00.000Z",
  packages: { recorder: "a".repeat(64) },
  refresh: false,
};
const PLAN = Buffer.from('{"resourcePlans":{"urn:pulumi:staging::gridwire::a:b:C::secret-looking":{}}}');

describe("A plan file", () => {
  let folder: string;
  let file: string;
  let stackFile: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "gridwire-plan-"));
    file = join(folder, "plan.json");
    stackFile = join(folder, "Pulumi.staging.yaml");
    writeFileSync(stackFile, "encryptionsalt: v1:salt\n");
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const keys = (passphrase = "correct horse"): DataKeys =>
    dataKeysOf("staging", { PULUMI_OPTION_CONFIG_FILE: stackFile, PULUMI_CONFIG_PASSPHRASE: passphrase });

  it("gives the plan back to who has the key", async () => {
    await writePlanFile(file, HEADER, PLAN, keys());
    const read = readPlanFile(file);
    assert.deepEqual(read.header, HEADER);
    assert.deepEqual(await read.open(keys()), PLAN);
  });

  it("holds nothing of the plan in clear, and is its user's alone", async () => {
    await writePlanFile(file, HEADER, PLAN, keys());
    const text = readFileSync(file, "latin1");
    const { data } = JSON.parse(text) as { data: string };
    for (const form of [text, Buffer.from(data, "base64").toString("latin1")])
      for (const word of ["secret-looking", "resourcePlans", "correct horse"]) assert.ok(!form.includes(word), word);
    assert.equal(statSync(file).mode & 0o777, 0o600);
  });

  it("is another one each time, also of the same plan", async () => {
    const data = async () => {
      await writePlanFile(file, HEADER, PLAN, keys());
      return (JSON.parse(readFileSync(file, "utf8")) as { data: string }).data;
    };
    assert.notEqual(await data(), await data());
  });

  it("opens by no other passphrase", async () => {
    await writePlanFile(file, HEADER, PLAN, keys());
    await assert.rejects(readPlanFile(file).open(keys("another")), (error: Error) => {
      assert.ok(error instanceof Refusal);
      assert.match(error.message, /was changed after it was written, or its key is another one/);
      return true;
    });
  });

  it("notices each change: of its header, its key, and its data", async () => {
    await writePlanFile(file, HEADER, PLAN, keys());
    const written = JSON.parse(readFileSync(file, "utf8")) as Record<string, unknown> & { header: PlanHeader };
    const changed: object[] = [
      { header: { ...HEADER, stack: "prod" } },
      { header: { ...HEADER, refresh: true } },
      { key: { by: "passphrase", salt: "AAAAAAAAAAAAAAAAAAAAAA==" } },
      { data: `${String(written.data).slice(0, -8)}AAAAAAA=` },
      { tag: "AAAAAAAAAAAAAAAAAAAAAA==" },
    ];
    for (const change of changed) {
      writeFileSync(file, JSON.stringify({ ...written, ...change }));
      await assert.rejects(readPlanFile(file).open(keys()), Refusal, JSON.stringify(change).slice(0, 60));
    }
  });

  it("is refused when it is none", () => {
    assert.throws(() => readPlanFile(file), /cannot be read: expected a file that ci:plan wrote/);
    for (const text of ["", "{", "{}", '{"format":"gridwire-plan-9"}', "null"]) {
      writeFileSync(file, text);
      assert.throws(
        () => readPlanFile(file),
        (error: Error) => {
          assert.ok(error instanceof Refusal);
          assert.match(error.message, /is no plan of ci:plan/);
          return true;
        },
      );
    }
  });

  it("needs a stack whose secrets are kept by a key of Key Vault, or a passphrase", () => {
    const withFile = (text: string) => () => {
      writeFileSync(stackFile, text);
      return dataKeysOf("staging", { PULUMI_OPTION_CONFIG_FILE: stackFile, PULUMI_CONFIG_PASSPHRASE: "p" });
    };
    withFile("secretsprovider: azurekeyvault://kv.vault.azure.net/keys/staging\n")();
    assert.throws(withFile("config: {}\n"), /Pulumi Cloud.*change-secrets-provider --stack staging .*--without-plan/s);
    assert.throws(withFile("secretsprovider: awskms://alias/x\n"), /kept by awskms:\/\/alias\/x, which can encrypt no/);
    writeFileSync(stackFile, "encryptionsalt: v1:salt\n");
    assert.throws(() => dataKeysOf("staging", { PULUMI_OPTION_CONFIG_FILE: stackFile }), /PULUMI_CONFIG_PASSPHRASE/);
  });

  it("of a passphrase is not opened by a key of Key Vault, nor by one of another name", async () => {
    await writePlanFile(file, HEADER, PLAN, keys());
    writeFileSync(stackFile, "secretsprovider: azurekeyvault://kv.vault.azure.net/keys/staging\n");
    const byVault = dataKeysOf("staging", { PULUMI_OPTION_CONFIG_FILE: stackFile });
    const refused = /encrypted by another key than https:\/\/kv\.vault\.azure\.net\/keys\/staging/;
    await assert.rejects(readPlanFile(file).open(byVault), refused);
    for (const keyId of [
      "https://kv.vault.azure.net/keys/staging2/0123",
      "https://kv.vault.azure.net.evil.example/keys/staging/0123",
    ])
      await assert.rejects(byVault.find({ by: "key vault", keyId, wrapped: "" }), refused);
  });
});
