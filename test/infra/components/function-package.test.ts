import assert from "node:assert/strict";
import type * as pulumi from "@pulumi/pulumi";
import { FunctionPackage } from "../../../infra/components/function-package.js";
import { ledgerOf } from "../provider-text.js";
import { record } from "../recorded.js";

describe("FunctionPackage", () => {
  const declare = (hash: string) => () =>
    new FunctionPackage(
      "app-package",
      {
        siteName: "func-a",
        code: Promise.resolve({ zip: () => new Uint8Array(), sha256: hash }),
      },
      {},
    );

  it("has site and hash for its only inputs: no token, no zip", async () => {
    const stack = await record(declare("5ha"));
    assert.deepEqual(stack.named("app-package").inputs, { site: "func-a", hash: "5ha" });
    assert.equal(stack.named("app-package").type, "pulumi-nodejs:dynamic/gridwire:FunctionPackage");
    assert.deepEqual(stack.calls, []);
  });

  it("ships by a hook that no preview runs", async () => {
    const stack = await record(declare("5ha"));
    assert.notEqual(stack.hooks.get("ship-app-package")?.opts?.onDryRun, true);
    assert.deepEqual(Object.keys(stack.named("app-package").hooks), ["beforeCreateList", "beforeUpdateList"]);
  });

  it("knows its hash in a preview", async () => {
    let known = false;
    await record(
      () =>
        declare("5ha")().hash.apply(() => {
          known = true;
        }),
      { preview: true },
    );
    assert.equal(known, true);
  });

  describe("in the ledger", () => {
    let provider: pulumi.dynamic.ResourceProvider;
    before(async () => {
      provider = await ledgerOf(declare("5ha"));
    });

    it("the same code makes no difference, other code and another site do", async () => {
      const diff = async (site: string, hash: string) =>
        (await provider.diff?.("id", { site: "func-a", hash: "1" }, { site, hash }))?.changes;
      assert.equal(await diff("func-a", "1"), false);
      assert.equal(await diff("func-a", "2"), true);
      assert.equal(await diff("func-b", "1"), true);
    });

    it("keeps what was shipped", async () => {
      const inputs = { site: "func-a", hash: "2" };
      assert.deepEqual(await provider.create(inputs), { id: "func-a/package", outs: inputs });
      assert.deepEqual(await provider.update?.("id", { site: "func-a", hash: "1" }, inputs), { outs: inputs });
    });
  });
});
