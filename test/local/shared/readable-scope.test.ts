import assert from "node:assert/strict";
import { groupId, SUBSCRIPTION } from "../../../local/shared/arm-id.js";
import { readableScope } from "../../../local/shared/readable-scope.js";

const account = `${groupId("rg")}/providers/Microsoft.Storage/storageAccounts/st`;

describe("A readable scope", () => {
  for (const [scope, readable] of [
    [`/subscriptions/${SUBSCRIPTION}`, "the subscription"],
    [groupId("rg"), "group rg"],
    [account, "st"],
    [`${account}/blobServices/default/containers/raw`, "st/containers/raw"],
    [`${groupId("rg")}/providers/Microsoft.KeyVault/vaults/kv/secrets/key`, "kv/secrets/key"],
  ] as const) {
    it(`is ${readable}`, () => assert.equal(readableScope(scope), readable));
  }
});
