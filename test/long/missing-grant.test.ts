import assert from "node:assert/strict";
import { Checkout } from "../shared/checkout.js";

/** A grant that is left out, and where the main job then loses the first name. */
const LEFT_OUT = [
  {
    need: "rawNames",
    lost: /first name lost is \S+: it was not recorded\./,
    refused: /Put Blob by id-recorder-local on \w+\/containers\/raw-names: 403/,
  },
  {
    need: "letterCounts",
    lost: /first name lost is \S+: it was not counted\./,
    refused: /Query Entities by id-tally-local on \w+\/tables\/lettercounts: 403/,
  },
  {
    need: "names",
    lost: /only 0 of 20 names were published/,
    refused: /Publish Events by id-generator-local on [\w-]+: 401/,
  },
] as const;

describe("The main job without one of its grants", function () {
  this.timeout(600_000);
  let checkout: Checkout;

  beforeEach(() => {
    checkout = Checkout.make();
  });
  afterEach(() => checkout.remove());

  for (const { need, lost, refused } of LEFT_OUT) {
    it(`${need}: fails at its station, and says which call was refused with 403`, async () => {
      checkout.edit(
        "infra/components/grants.ts",
        "for (const [guid, grant] of byGuid(args)) assign(",
        `for (const [guid, grant] of byGuid(args)) if (grant.key !== "need-${need}") assign(`,
      );
      const { code, out, err } = await checkout.run("start", ["--once"]);
      assert.equal(code, 1, err);
      assert.match(out, lost);
      assert.match(out, refused);
    });
  }
});
