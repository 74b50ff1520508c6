import assert from "node:assert/strict";
import { originHere, requireSameOrigin } from "../../../ci/plan/origin.js";
import type { PlanHeader } from "../../../ci/plan/plan-file.js";
import { Refusal } from "../../../ci/refusal.js";
import { StubPulumi } from "../stub-pulumi.js";

const HERE = { stack: "dev", commit: "c".repeat(40), cli: "v3.259.0" };
const PLAN: PlanHeader = { ...HERE, createdAt: "2026-11-21T10:00:00.000Z", packages: {}, refresh: false };
const NOW = Date.parse("2026-11-21T12:00:00.000Z");

describe("What a plan was made of", () => {
  it("is the commit and the version of the CLI", async () => {
    const stub = new StubPulumi('if (args[0] === "version") process.stdout.write("v9.8.7\\n")');
    const { commit, cli, stack } = await originHere("dev", stub.env()).finally(() => stub.remove());
    assert.match(commit, /^[0-9a-f]{40}(-changed)?$/);
    assert.deepEqual([stack, cli], ["dev", "v9.8.7"]);
  });

  it("has to be the same where it is carried out", () => {
    requireSameOrigin(PLAN, HERE, NOW);
    const refused = (plan: Partial<PlanHeader>, text: RegExp, now = NOW) =>
      assert.throws(
        () => requireSameOrigin({ ...PLAN, ...plan }, HERE, now),
        (error: Error) => {
          assert.ok(error instanceof Refusal);
          assert.match(error.message, text);
          assert.match(error.message, /Plan again: npm run ci:plan -- --stack dev/);
          assert.equal(error.message.split("\n").length, 1);
          return true;
        },
      );
    refused({ stack: "prod" }, /^The plan was made for stack prod, and this is stack dev\./);
    refused({ commit: "d".repeat(40) }, /^The plan was made for commit d{40}, and this is commit c{40}\./);
    refused({ cli: "v3.258.0" }, /^The plan was made for Pulumi CLI v3\.258\.0, and this is Pulumi CLI v3\.259\.0\./);
    refused({}, /expected one of the last 24 hours/, NOW + 22 * 3_600_000 + 1);
    refused({ createdAt: "2026-11-21T12:00:01.000Z" }, /expected one of the last 24 hours/);
    refused({ createdAt: "yesterday" }, /The plan is of yesterday/);
    requireSameOrigin(PLAN, HERE, NOW + 22 * 3_600_000);
  });
});
