import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { unknownValue } from "@pulumi/pulumi/runtime/rpc.js";
import { HostKey } from "../../../infra/components/host-key.js";
import { ledgerOf } from "../provider-text.js";
import { record } from "../recorded.js";

describe("HostKey", () => {
  const LIST = "azure-native:web:listWebAppHostKeys";
  const answers = { [LIST]: { masterKey: "k3y" } };
  const declare = () =>
    new HostKey(
      "app-key",
      {
        siteName: "func-a",
        siteUrl: "https://func-a.example",
        group: "rg",
        keyName: "masterKey",
        shipped: pulumi.output("5ha"),
      },
      {},
    );

  it("reads the key from the live host in an up, as a secret", async () => {
    const stack = await record(declare, { answers });
    assert.deepEqual(stack.calls, [LIST]);
    assert.deepEqual(stack.named("app-key").inputs, { site: "func-a", key: 'secret("k3y")' });
    assert.deepEqual(stack.named("app-key").secretOutputs, ["key"]);
  });

  it("asks for no key in a preview", async () => {
    const stack = await record(declare, { preview: true });
    assert.deepEqual(stack.calls, []);
    assert.deepEqual(stack.named("app-key").inputs, { site: "func-a", key: "unknown" });
  });

  describe("in the ledger", () => {
    let provider: pulumi.dynamic.ResourceProvider;
    before(async () => {
      provider = await ledgerOf(declare, { answers });
    });

    it("takes a key that is not known for the same, and another for a change", async () => {
      const diff = async (site: string, key: string) =>
        (await provider.diff?.("id", { site: "func-a", key: "1" }, { site, key }))?.changes;
      assert.equal(await diff("func-a", "1"), false);
      assert.equal(await diff("func-a", unknownValue), false);
      assert.equal(await diff("func-a", "2"), true);
      assert.equal(await diff("func-b", unknownValue), true);
    });

    it("keeps the key", async () => {
      const inputs = { site: "func-a", key: "2" };
      assert.deepEqual(await provider.create(inputs), { id: "func-a/key", outs: inputs });
      assert.deepEqual(await provider.update?.("id", { site: "func-a", key: "1" }, inputs), { outs: inputs });
    });
  });
});
