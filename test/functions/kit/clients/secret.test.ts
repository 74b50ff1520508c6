import assert from "node:assert/strict";
import type { SecretClient } from "@azure/keyvault-secrets";
import { SECRET_KEPT_MS, secretReader } from "../../../../functions/kit/clients/secret.js";

/** A vault that answers with `value-1`, `value-2` and so on; an error in the list is thrown in that call's place. */
function vaultOf(failures: ReadonlyMap<number, Error> = new Map()) {
  const asked: string[] = [];
  const getSecret = async (name: string) => {
    asked.push(name);
    const failure = failures.get(asked.length);
    if (failure) throw failure;
    return { value: `value-${asked.length}` };
  };
  // Only what the reader calls: the rest of the SDK's client needs a vault.
  return { asked, open: async () => ({ getSecret }) as unknown as SecretClient };
}

describe("secretReader", () => {
  it("asks the vault once for those who ask at the same time and within the time that a value is kept", async () => {
    let now = 0;
    const vault = vaultOf();
    const readSecret = secretReader(vault.open, "key", () => now);
    assert.deepEqual(await Promise.all([readSecret(), readSecret()]), ["value-1", "value-1"]);
    now = SECRET_KEPT_MS - 1;
    assert.equal(await readSecret(), "value-1");
    assert.deepEqual(vault.asked, ["key"]);
  });

  it("asks again after that time, so that a rotated secret arrives", async () => {
    let now = 0;
    const readSecret = secretReader(vaultOf().open, "key", () => now);
    await readSecret();
    now = SECRET_KEPT_MS;
    assert.equal(await readSecret(), "value-2");
  });

  it("does not keep a failure", async () => {
    const readSecret = secretReader(vaultOf(new Map([[1, new Error("denied")]])).open, "key", () => 0);
    await assert.rejects(readSecret(), /denied/);
    assert.equal(await readSecret(), "value-2");
  });
});
