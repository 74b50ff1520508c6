import assert from "node:assert/strict";
import { pseudonymKey, secret } from "../../../contracts/index.js";
import { Vault, type VaultArgs } from "../../../infra/components/vault.js";
import { record } from "../recorded.js";
import { testPlace } from "../test-place.js";

describe("Vault", () => {
  const place = testPlace();
  const declare = (args: Partial<VaultArgs<typeof pseudonymKey>> = {}) =>
    new Vault("vault", {
      place,
      secrets: [pseudonymKey],
      values: { "pseudonym-key": "hush" },
      purgeProtection: true,
      softDeleteRetentionDays: 90,
      ...args,
    });
  /** The SDK's own defaults. */
  const defaults = {
    enabledForDeployment: false,
    enabledForDiskEncryption: false,
    enabledForTemplateDeployment: false,
    publicNetworkAccess: "enabled",
  };

  it("declares a vault that takes role assignments only, and leaves its name to the engine", async () => {
    const stack = await record(declare);

    assert.equal(stack.resources.length, 3);
    assert.deepEqual(stack.named("kv-test").inputs, {
      resourceGroupName: "rg-gridwire-test",
      location: "westeurope",
      properties: {
        ...defaults,
        tenantId: place.tenantId,
        sku: { family: "A", name: "standard" },
        enableRbacAuthorization: true,
        enableSoftDelete: true,
        softDeleteRetentionInDays: 90,
        enablePurgeProtection: true,
      },
      tags: place.tags,
    });
  });

  it("says nothing of purge protection where there is none: Azure refuses false", async () => {
    const stack = await record(() => declare({ purgeProtection: false, softDeleteRetentionDays: 7 }));
    const { properties } = stack.named("kv-test").inputs as { properties: object };

    assert.equal("enablePurgeProtection" in properties, false);
    assert.equal((properties as { softDeleteRetentionInDays: number }).softDeleteRetentionInDays, 7);
  });

  it("keeps values secret, and lets secrets go with the vault", async () => {
    const kept = (await record(declare)).named("vault-pseudonym-key");

    assert.deepEqual(kept.inputs, {
      vaultName: "name of kv-test",
      secretName: "pseudonym-key",
      resourceGroupName: "rg-gridwire-test",
      properties: 'secret({"contentType":"text/plain","value":"hush"})',
      tags: place.tags,
    });
    assert.equal(kept.deletedWith, "kv-test");
  });

  it("wires a secret by its URL", async () => {
    let url: unknown;
    await record(() => {
      const wire = declare().secret(pseudonymKey);
      assert.equal(wire.kind, "secret");
      assert.equal(wire.label, "kv-test/pseudonym-key");
      (wire.url as { apply(read: (text: string) => void): void }).apply((text) => {
        url = text;
      });
    });
    assert.equal(url, "https://name of kv-test.vault.azure.net/secrets/pseudonym-key");
  });

  it("refuses a secret that it does not have, or has no value for", async () => {
    await record(() => {
      // @ts-expect-error not one of the vault's
      assert.throws(() => declare().secret(secret("other")), {
        message: 'vault: secret "other" is not in it: expected pseudonym-key',
      });
    });
    await assert.rejects(
      record(() => declare({ values: {} })),
      { message: 'vault: secret "pseudonym-key" has no value: expected one in the config' },
    );
  });
});
