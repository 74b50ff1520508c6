import assert from "node:assert/strict";
import { contractsIn } from "../../../ci/contracts/contracts.js";
import { contractsAt } from "../../../ci/contracts/contracts-at.js";
import { Checkout } from "../../shared/checkout.js";
import { ScratchRepository } from "../scratch-repository.js";

describe("The contracts of a commit", () => {
  let checkout: Checkout;
  let repository: ScratchRepository;
  let first: string;
  before(() => {
    checkout = Checkout.make();
    repository = new ScratchRepository(checkout.root);
    first = repository.commit("before");
    checkout.edit("contracts/apps/tally.ts", "readWrite(letterCounts)", "read(letterCounts)");
    checkout.edit("contracts/apps/tally.ts", "onHttp, readWrite", "onHttp, read");
    checkout.edit(
      "contracts/apps/tally.ts",
      "onEvent(NameGenerated)",
      "onEvent(NameGenerated, { maxDeliveryAttempts: 5 })",
    );
    checkout.edit("contracts/schemas/Names.NameGenerated.v1.json", '"maxLength": 100', '"maxLength": 50');
  });
  after(() => checkout?.remove());

  it("are read as they were, and the checkout stays as it is", async () => {
    const { apps, schemas } = await contractsAt(checkout.root, first);
    assert.deepEqual(apps.tally, {
      functions: { countName: "on event Names.NameGenerated.v1", getCounts: "on GET /api/counts" },
      needs: { letterCounts: "readWrite table lettercounts", setAside: "write blobContainer set-aside" },
    });
    assert.match(JSON.stringify(schemas["Names.NameGenerated.v1"]), /"maxLength":100/);
    assert.match(repository.git("status", "--short"), /^M contracts\/apps\/tally.ts/m);
  });

  it("differ from those that stand in the checkout", async () => {
    const { apps, schemas } = await contractsIn(checkout.root);
    assert.equal(apps.tally?.needs.letterCounts, "read table lettercounts");
    assert.equal(apps.tally?.functions.countName, "on event Names.NameGenerated.v1, maxDeliveryAttempts 5");
    assert.match(JSON.stringify(schemas["Names.NameGenerated.v1"]), /"maxLength":50/);
  });

  it("tell every kind of function and need", async () => {
    const { apps } = await contractsIn(checkout.root);
    assert.equal(apps.generator?.functions.generateName, "by the clock */2 * * * * *");
    assert.equal(apps.generator?.needs.names, "publish Names.NameGenerated.v1");
    assert.equal(apps.recorder?.needs.pseudonymKey, "read secret pseudonym-key");
  });

  it("cannot be read where the commit is not", async () => {
    await assert.rejects(contractsAt(checkout.root, "0".repeat(40)), /git archive failed/);
  });
});
