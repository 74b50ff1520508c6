import assert from "node:assert/strict";
import { MadeUp } from "../../../arm/declared/made-up.js";
import { ObligingAzure } from "../../../arm/declared/obliging-azure.js";
import { Shapes } from "../../../arm/shapes/shapes.js";
import { groupId } from "../../../local/shared/arm-id.js";

const GROUP = "azure-native:resources:ResourceGroup";
const IDENTITY = "azure-native:managedidentity:UserAssignedIdentity";

describe("The Azure that takes everything", () => {
  const madeUp = new MadeUp();
  const azure = new ObligingAzure("3.0.0", Shapes.load(), madeUp);
  const id = groupId("rg-made-before");

  it("has a group that a program reads, knows its name and makes the rest up", async () => {
    const { outputs } = await azure.read(GROUP, id);
    assert.equal(outputs.name, "rg-made-before");
    assert.ok(madeUp.isIn(String(outputs.location)));
  });

  it("takes what goes into it from then on", async () => {
    const inputs = { resourceGroupName: "rg-made-before", resourceName: "id-app", location: "westeurope" };
    const made = await azure.create(IDENTITY, inputs);
    assert.equal(made.id, `${id}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/id-app`);
    assert.ok(madeUp.isIn(String(made.outputs.principalId)));
  });

  it("gives back what the program made itself as it is", async () => {
    const { inputs } = await azure.read(
      IDENTITY,
      `${id}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/id-app`,
    );
    assert.equal(inputs.location, "westeurope");
  });
});
