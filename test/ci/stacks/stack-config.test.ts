import assert from "node:assert/strict";
import { pullRequestOf, requirePullRequest, stackOf } from "../../../ci/stacks/pull-request.js";
import { configOf, secretsProviderOf } from "../../../ci/stacks/stack-config.js";
import { entraIssuer } from "../../../contracts/index.js";

const DEV = {
  secretsprovider: "azurekeyvault://kv-state.vault.azure.net/keys/dev",
  encryptedkey: "dev's",
  config: {
    "azure-native:location": "northeurope",
    "gridwire:environment": "dev",
    "gridwire:owner": "platform-team",
    "gridwire:resourceGroup": "rg-gridwire-dev",
    "gridwire:protect": "true",
    "gridwire:purgeProtection": "true",
    "gridwire:softDeleteRetentionDays": "90",
    "gridwire:uniqueness": "acme",
    "gridwire:alertRecipients": ["team@example.com"],
    "gridwire:allowedOrigins": ["https://names.example.com"],
    "gridwire:issuers": [{ issuer: "dev's own", audiences: ["dev's own"] }],
    "gridwire:secrets": { "pseudonym-key": { secure: "dev's own" } },
    "other:token": { secure: "dev's own" },
    "other:nested": { list: [{ secure: "dev's own" }] },
  },
};
const ISSUER = entraIssuer("11111111-2222-4333-8444-555555555555", "of-pull-requests");
const TODAY = new Date("2026-12-28T23:30:00Z");

describe("The stack of a pull request", () => {
  it("has dev's plain settings, but for what tells the two apart and lets it go again", () => {
    assert.deepEqual(configOf(123, DEV, {}, [ISSUER], TODAY), {
      "azure-native:location": "northeurope",
      "gridwire:owner": "platform-team",
      "gridwire:uniqueness": "acme",
      "gridwire:allowedOrigins": ["https://names.example.com"],
      "gridwire:environment": "pr123",
      "gridwire:resourceGroup": "rg-gridwire-pr",
      "gridwire:protect": "false",
      "gridwire:purgeProtection": "false",
      "gridwire:softDeleteRetentionDays": "7",
      "gridwire:expires": "2027-01-04",
      "gridwire:issuers": [ISSUER],
    });
  });

  it("has no secret of dev's, and keeps its own", () => {
    const own = { "pseudonym-key": { secure: "its own" } };
    const before = { config: { "gridwire:secrets": own, "gridwire:owner": "somebody" } };
    const config = configOf(123, DEV, before, [], TODAY);
    assert.deepEqual(config["gridwire:secrets"], own);
    assert.equal(config["gridwire:owner"], "platform-team");
    assert.ok(!JSON.stringify([config, configOf(123, DEV, {}, [], TODAY)]).includes("dev's own"));
  });

  it("has a key of its own in the vault that keeps dev's, or the same kind of secrets", () => {
    assert.equal(secretsProviderOf(DEV), "azurekeyvault://kv-state.vault.azure.net/keys/pr");
    assert.equal(
      secretsProviderOf({ secretsprovider: "azurekeyvault://kv.vault.azure.net/keys/dev/0123?algorithm=RSA-OAEP" }),
      "azurekeyvault://kv.vault.azure.net/keys/pr?algorithm=RSA-OAEP",
    );
    assert.equal(secretsProviderOf({ encryptionsalt: "v1:x" }), "passphrase");
    assert.equal(secretsProviderOf({}), "default");
  });

  it("is named by the number of the pull request, and by nothing else", () => {
    assert.equal(stackOf(requirePullRequest("123")), "pr-123");
    for (const stack of ["pr-", "pr-0", "pr-01", "pr-1a", "pr-1234567", "xpr-1", "pr-1-2", "dev"])
      assert.equal(pullRequestOf(stack), undefined, stack);
    assert.equal(pullRequestOf("pr-999999"), 999_999);
    for (const text of ["", "0", "-1", "1.5", "1000000", "1 ", "feature/x", undefined])
      assert.throws(() => requirePullRequest(text), /expected the number of a pull request, 1 to 999999/);
  });
});
