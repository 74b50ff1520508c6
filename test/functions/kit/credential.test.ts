import assert from "node:assert/strict";
import { ChainedTokenCredential, ManagedIdentityCredential } from "@azure/identity";
import { chooseCredential } from "../../../functions/kit/credential.js";

describe("chooseCredential", () => {
  it("is the managed identity where App Service offers one", () => {
    const chosen = chooseCredential({ IDENTITY_ENDPOINT: "http://127.0.0.1:1/msi", AZURE_CLIENT_ID: "client" });
    assert.ok(chosen instanceof ManagedIdentityCredential);
  });

  it("is the developer's login elsewhere, whatever else is set", () => {
    assert.ok(chooseCredential({ AZURE_CLIENT_ID: "client" }) instanceof ChainedTokenCredential);
  });

  it("does not guess which managed identity to be", () => {
    assert.throws(
      () => chooseCredential({ IDENTITY_ENDPOINT: "http://127.0.0.1:1/msi" }),
      /AZURE_CLIENT_ID is missing/,
    );
  });
});
