import assert from "node:assert/strict";
import { Checkout } from "../shared/checkout.js";

/** Role assignments by whose they are, the beginning of the role, what they are for, and what breaks without them. */
const EXPECTED = [
  [
    "evgt-names",
    "Storage Blob Data Contributor",
    "Topic names writes",
    "the dead letter is not written (403: Put Blob)",
  ],
  ["generator", "Storage Blob Data Owner", "The host", "the code of generator cannot be shipped (403: Put Blob)"],
  ["generator", "EventGrid Data Sender", "names: publish", "generateName fails (401: Publish Events)"],
  [
    "generator",
    "Monitoring Metrics Publisher",
    "telemetry",
    "the telemetry of generator is not taken (403: Send Telemetry)",
  ],
  ["recorder", "Storage Blob Data Owner", "The host", "the code of recorder cannot be shipped (403: Put Blob)"],
  ["recorder", "Key Vault Secrets User", "pseudonymKey: read", "recordName fails (403: SecretGet)"],
  ["recorder", "Storage Blob Data Contributor", "rawNames: write", "recordName fails (403: Put Blob)"],
  ["recorder", "Storage Blob Data Contributor", "setAside: write", "recordName fails (403: Put Blob)"],
  [
    "recorder",
    "Monitoring Metrics Publisher",
    "telemetry",
    "the telemetry of recorder is not taken (403: Send Telemetry)",
  ],
  ["tally", "Storage Blob Data Owner", "The host", "the code of tally cannot be shipped (403: Put Blob)"],
  ["tally", "Storage Table Data Contributor", "letterCounts: readWrite", "countName fails (403: Query Entities)"],
  ["tally", "Storage Blob Data Contributor", "setAside: write", "countName fails (403: Put Blob)"],
  ["tally", "Monitoring Metrics Publisher", "telemetry", "the telemetry of tally is not taken (403: Send Telemetry)"],
] as const;

describe("npm run prove", function () {
  this.timeout(300_000);
  let checkout: Checkout;

  beforeEach(() => {
    checkout = Checkout.make();
  });
  afterEach(() => checkout.remove());

  it("shows that each grant is needed, by the station that breaks without it", async () => {
    const { code, out, err } = await checkout.run("prove");
    const rows = out.split("\n").filter((line) => line.startsWith("id-") && !line.startsWith("  "));
    for (const [who, role, why, broke] of EXPECTED) {
      const fits = rows.filter(
        (row) => row.startsWith(`id-${who}-`) && row.includes(role) && row.includes(why) && row.endsWith(`  ${broke}`),
      );
      assert.equal(fits.length, 1, `${who}, ${role}, ${why}: ${broke}\n${out}\n${err}`);
    }
    assert.equal(rows.length, EXPECTED.length, out);
    assert.match(out, /^13 role assignments: 13 needed, 0 unused, 0 wider than needed, 3 documented$/m);
    assert.equal(code, 0, err);
    assert.match(err, /13 of 13/);
  });

  it("fails, and names them, for a grant that nobody needs and for a role that is wider than needed", async () => {
    checkout.edit(
      "infra/components/function-app.ts",
      "const host = [",
      `const host = [
    { key: "extra", role: roles.storageTableDataReader, on: account, why: "Nobody knows" },`,
    );
    // The id of Key Vault Secrets Officer, who may write secrets as well.
    checkout.edit("infra/roles.ts", "4633458b-17de-408a-b874-0445c86b69e6", "b86a8fe4-44ce-4948-aee5-eccb2c155cd7");
    const { code, out, err } = await checkout.run("prove", ["--app", "recorder"]);
    assert.equal(code, 1, err);
    assert.match(
      out,
      /^Not needed:\n {2}id-recorder-local: Storage Table Data Reader on st\w+: nothing broke.*Nobody knows$/m,
    );
    assert.match(
      out,
      /^Wider than needed:\n {2}id-recorder-local: Key Vault Secrets Officer on kv\S+: Key Vault Secrets User would do$/m,
    );
    assert.match(out, /^6 role assignments: 5 needed, 1 unused, 1 wider than needed, 1 documented$/m);
  });
});
