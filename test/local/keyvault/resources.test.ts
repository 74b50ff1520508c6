import assert from "node:assert/strict";
import { TENANT } from "../../../local/shared/arm-id.js";
import type { Properties } from "../../../local/shared/resource.js";
import { GROUP } from "../platform.js";
import { KeyVaultWorld, secretId, vaultId } from "./key-vault-world.js";

const DAY = 86_400_000;

describe("Key Vault resources", () => {
  let world: KeyVaultWorld;

  beforeEach(async () => {
    world = new KeyVaultWorld();
    await world.open();
  });
  afterEach(() => world.close());

  const text = { message: "" };
  const refused = (made: Promise<unknown>, status: number, code: string, message: RegExp) =>
    assert.rejects(made, { ...text, status, code, message });

  describe("vaults", () => {
    it("show their address and defaults, nested as azure-native has them", async () => {
      const { properties, ...others } = await world.vault("KV-Other", {
        createMode: "default",
        softDeleteRetentionInDays: 7,
      });
      assert.deepEqual(others, {
        azureApiVersion: "2024-11-01",
        id: vaultId("KV-Other"),
        location: "westeurope",
        name: "KV-Other",
        type: "Microsoft.KeyVault/vaults",
      });
      assert.deepEqual(properties, {
        accessPolicies: [],
        enabledForDeployment: false,
        enabledForDiskEncryption: false,
        enabledForTemplateDeployment: false,
        enableRbacAuthorization: true,
        enableSoftDelete: true,
        provisioningState: "Succeeded",
        publicNetworkAccess: "Enabled",
        sku: { family: "A", name: "standard" },
        softDeleteRetentionInDays: 7,
        tenantId: TENANT,
        vaultUri: "https://kv-other.vault.azure.net/",
      });
    });

    it("refuse a bad name", async () => {
      for (const name of ["ab", "1abc", "a--b", "abc-", "a".repeat(25), "a_b"]) {
        await refused(world.vault(name), 400, "VaultNameNotValid", new RegExp(`^The vault name '${name}' is invalid`));
      }
    });

    it("keep their name taken after deletion, until the retention is over", async () => {
      await world.vault("kv-short", { softDeleteRetentionInDays: 7 });
      await world.manager.delete(vaultId("kv-short"));
      await refused(
        world.vault("KV-short"),
        409,
        "ConflictError",
        /^A vault with the same name already exists in deleted state\. You need to either recover or purge existing key vault\./,
      );
      await world.restart();
      await refused(world.vault("kv-short"), 409, "ConflictError", /deleted state/);
      world.clock.move(7 * DAY);
      await world.vault("kv-short");
    });

    it("share no name, in whatever group", async () => {
      await world.put(`${GROUP}2`, {});
      const { inputs } = world.resources.get(vaultId("kv-names")) ?? { inputs: {} };
      const twin = world.put(`${GROUP}2/providers/Microsoft.KeyVault/vaults/KV-names`, inputs);
      await refused(twin, 409, "VaultAlreadyExists", /already in use/);
      await world.vault("kv-names", {});
    });

    it("refuse as Azure does what cannot be taken back", async () => {
      await refused(
        world.vault("kv-names", { enablePurgeProtection: false }),
        400,
        "BadRequest",
        /^The property "enablePurgeProtection" cannot be set to false\. Enabling the purge protection for a vault is an irreversible action\.$/,
      );
      await refused(world.vault("kv-names", { enableSoftDelete: false }), 400, "BadRequest", /"enableSoftDelete"/);
      await refused(
        world.vault("kv-new", { softDeleteRetentionInDays: 6 }),
        400,
        "BadRequest",
        /is 6; allowed .* 7 to 90/,
      );
      await refused(world.vault("kv-new", { softDeleteRetentionInDays: 91 }), 400, "BadRequest", /is 91/);
      await refused(
        world.vault("kv-names", { softDeleteRetentionInDays: 7 }),
        400,
        "BadRequest",
        /has been set already and it can't be modified/,
      );
      await world.vault("kv-names", { enablePurgeProtection: true });
      const { properties } = await world.vault("kv-names");
      assert.equal((properties as Properties).enablePurgeProtection, true, "once on, it stays on");
    });

    it("refuse by name what is not supported", async () => {
      const unsupported = (properties: Properties, what: string) =>
        refused(
          world.vault("kv-new", properties),
          400,
          "UnsupportedByLocalAzure",
          new RegExp(`^the local Azure does not support ${what}`),
        );
      await unsupported(
        { enableRbacAuthorization: false },
        "access policies of a vault; set enableRbacAuthorization to true",
      );
      await unsupported({ enableRbacAuthorization: undefined }, "access policies");
      await unsupported({ accessPolicies: [{}] }, "accessPolicies");
      await unsupported({ createMode: "recover" }, "createMode recover");
      await unsupported({ publicNetworkAccess: "Disabled" }, "publicNetworkAccess Disabled");
      await unsupported({ networkAcls: { defaultAction: "Deny" } }, "networkAcls.defaultAction Deny");
      await refused(world.vault("kv-new", { tenantId: undefined }), 400, "BadRequest", /tenantId/);
      await refused(world.vault("kv-new", { sku: { family: "A", name: "free" } }), 400, "BadRequest", /"free"/);
      await world.vault("kv-new", {
        networkAcls: { defaultAction: "Allow", bypass: "AzureServices" },
        publicNetworkAccess: "Enabled",
      });
    });

    it("answer for their own hosts alone", () => {
      assert.equal(world.service.answers("kv-names.vault.azure.net"), true);
      for (const host of [
        "vault.azure.net",
        "a.b.vault.azure.net",
        "kv-names.vault.azure.net.evil.net",
        "kv.managedhsm.azure.net",
      ]) {
        assert.equal(world.service.answers(host), false, host);
      }
    });
  });

  describe("secrets", () => {
    const value = async () => (await world.client("officer").getSecret("a")).value;
    const propertiesOf = (outputs: Properties) => outputs.properties as Properties & { attributes: Properties };

    it("show their addresses, never the value", async () => {
      const outputs = await world.secret(
        "a",
        { value: "my-value", contentType: "text/plain", attributes: { expires: 1_900_000_000 } },
        { tags: { x: "y" } },
      );
      const version = String(propertiesOf(outputs).secretUriWithVersion).split("/").at(-1);
      assert.match(version ?? "", /^[0-9a-f]{32}$/);
      const now = Math.floor(world.clock.now().getTime() / 1000);
      assert.deepEqual(outputs, {
        azureApiVersion: "2024-11-01",
        id: secretId("kv-names", "a"),
        location: "westeurope",
        name: "a",
        properties: {
          attributes: { created: now, enabled: true, expires: 1_900_000_000, updated: now },
          contentType: "text/plain",
          secretUri: "https://kv-names.vault.azure.net/secrets/a",
          secretUriWithVersion: `https://kv-names.vault.azure.net/secrets/a/${version}`,
        },
        tags: { x: "y" },
        type: "Microsoft.KeyVault/vaults/secrets",
      });
      assert.equal(await value(), "my-value");
    });

    it("get a new version with another value alone", async () => {
      const first = propertiesOf(await world.secret("a", { value: "one" }));
      world.clock.move(5_000);
      const same = propertiesOf(await world.secret("a", { value: "one", attributes: { enabled: true, notBefore: 1 } }));
      assert.equal(same.secretUriWithVersion, first.secretUriWithVersion);
      assert.equal(same.attributes.created, first.attributes.created);
      assert.equal(Number(same.attributes.updated) - Number(first.attributes.updated), 5);
      const other = propertiesOf(await world.secret("a", { value: "two" }));
      assert.notEqual(other.secretUriWithVersion, first.secretUriWithVersion);
      assert.equal(other.secretUri, first.secretUri);
      assert.equal(await value(), "two");
      await world.restart();
      assert.equal(await value(), "two");
    });

    it("are deleted so that they can be recovered, and their name stays taken", async () => {
      await world.secret("a", { value: "one" });
      await world.manager.delete(secretId("kv-names", "a"));
      await assert.rejects(value(), { statusCode: 404 });
      assert.equal((await world.client("officer").getDeletedSecret("a")).name, "a");
      await refused(
        world.secret("a", { value: "two" }),
        409,
        "Conflict",
        /^Secret a is currently in a deleted but recoverable state/,
      );
      await world.client("officer").purgeDeletedSecret("a");
      await world.secret("a", { value: "two" });
      assert.equal(await value(), "two");
    });

    it("go with their vault", async () => {
      await world.secret("a", { value: "one" });
      await world.manager.delete(vaultId("kv-names"));
      assert.equal(world.platform.store.get("SELECT count(*) AS n FROM keyvault_secrets")?.n, 0);
      assert.equal((await world.call("GET", "/secrets/a?api-version=7.5")).status, 404);
    });

    it("refuse a bad name, and no value", async () => {
      await refused(world.secret("a_b", { value: "x" }), 400, "BadRequest", /'a_b'/);
      await refused(world.secret("a", {}), 400, "BadRequest", /'a' needs a value/);
      await refused(world.secret("a", { value: "x".repeat(25_601) }), 400, "BadRequest", /25600 bytes/);
    });
  });
});
