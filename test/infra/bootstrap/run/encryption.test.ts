import assert from "node:assert/strict";
import { encryptionIn, encryptionOf, valueIn, withEncryption } from "../../../../infra/bootstrap/run/encryption.js";

const FILE = `# a comment
secretsprovider: azurekeyvault://kv.vault.azure.net/keys/dev
encryptedkey: QUJD
config:
  gridwire:owner: secretsprovider
`;

describe("How a stack's secrets are encrypted", () => {
  it("is read from its file", () => {
    assert.deepEqual(encryptionIn(FILE), [
      "secretsprovider: azurekeyvault://kv.vault.azure.net/keys/dev",
      "encryptedkey: QUJD",
    ]);
    assert.equal(valueIn(FILE, "secretsprovider"), "azurekeyvault://kv.vault.azure.net/keys/dev");
    assert.equal(valueIn("config: {}\n", "encryptedkey"), undefined);
  });

  it("is written into another, in place of what stood there, and beside what is nobody's business", () => {
    const before = "encryptionsalt: v1:abc\n# why\nconfig:\n  a: 1\n";
    assert.equal(
      withEncryption(before, ["secretsprovider: x", "encryptedkey: y"]),
      "secretsprovider: x\nencryptedkey: y\n# why\nconfig:\n  a: 1\n",
    );
  });

  it("is known to the state as well", () => {
    const exported = (provider: object) => JSON.stringify({ version: 3, deployment: { secrets_providers: provider } });
    assert.deepEqual(
      encryptionOf(exported({ type: "cloud", state: { url: "azurekeyvault://k", encryptedkey: "QQ==" } })),
      ["secretsprovider: azurekeyvault://k", "encryptedkey: QQ=="],
    );
    assert.deepEqual(encryptionOf(exported({ type: "passphrase", state: { salt: "v1:abc" } })), []);
    assert.deepEqual(encryptionOf('{"version":3,"deployment":{}}'), []);
  });
});
