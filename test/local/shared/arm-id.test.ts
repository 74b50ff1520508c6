import assert from "node:assert/strict";
import { groupId, isWithin, parentOf, typeOf } from "../../../local/shared/arm-id.js";

const account = `${groupId("rg")}/providers/Microsoft.Storage/storageAccounts/app`;

describe("ARM ids", () => {
  it("matches scopes by whole segments, ignoring case", () => {
    assert.ok(isWithin(`${account}/blobServices/default/containers/c`, account.toUpperCase()));
    assert.ok(isWithin(account, account));
    assert.ok(!isWithin(`${account}2`, account));
    assert.ok(!isWithin(groupId("rg"), account));
  });

  it("tells the type of a resource, of a child, of an extension and of a group", () => {
    assert.equal(typeOf(account), "Microsoft.Storage/storageAccounts");
    assert.equal(
      typeOf(`${account}/blobServices/default/containers/c`),
      "Microsoft.Storage/storageAccounts/blobServices/containers",
    );
    assert.equal(
      typeOf(`${account}/providers/Microsoft.Authorization/roleAssignments/x`),
      "Microsoft.Authorization/roleAssignments",
    );
    assert.equal(typeOf(groupId("rg")), "Microsoft.Resources/resourceGroups");
  });

  it("tells the parent: of a child, of a resource of a group, and the scope of an extension", () => {
    assert.equal(parentOf(`${account}/blobServices/default/containers/c`), `${account}/blobServices/default`);
    assert.equal(parentOf(account), groupId("rg"));
    assert.equal(parentOf(`${account}/providers/Microsoft.Authorization/roleAssignments/x`), account);
    assert.equal(parentOf("/subscriptions/s"), undefined);
  });
});
