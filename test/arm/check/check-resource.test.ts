import assert from "node:assert/strict";
import { checkResource } from "../../../arm/check/check-resource.js";
import { Shapes } from "../../../arm/shapes/shapes.js";

const shapes = Shapes.load();
const check = (type: string, inputs: Readonly<Record<string, unknown>>) =>
  checkResource({ urn: "urn", type, name: "n", id: "/id", inputs, dependencies: [] }, shapes, () => false);

const VAULT = { resourceGroupName: "g", vaultName: "kv-dev", location: "westeurope" };

describe("A declared resource", () => {
  it("fits", () => {
    const inputs = { resourceGroupName: "g", accountName: "account", containerName: "packages", publicAccess: "None" };
    assert.deepEqual(check("azure-native:storage:BlobContainer", inputs), []);
  });

  it("has each place as the program wrote it, and as ARM has it", () => {
    const inputs = {
      resourceGroupName: "g",
      resourceName: "appi",
      location: "westeurope",
      kind: "web",
      ingestionMode: "LogAnalytic",
      disableLocalAuht: true,
    };
    assert.deepEqual(check("azure-native:applicationinsights:Component", inputs), [
      'applicationType (in ARM properties.Application_Type) is missing: expected "web" or "other"',
      'ingestionMode (in ARM properties.IngestionMode) is "LogAnalytic": expected "ApplicationInsights", "ApplicationInsightsWithDiagnosticSettings" or "LogAnalytics"; did you mean "LogAnalytics"?',
      'disableLocalAuht (in ARM properties.disableLocalAuht) is unknown: did you mean "disableLocalAuth"?',
    ]);
  });

  it("needs no second place where both have the same", () => {
    const properties = { tenantId: "no GUID", sku: { family: "A" } };
    assert.deepEqual(check("azure-native:keyvault:Vault", { ...VAULT, properties }), [
      'properties.tenantId is "no GUID" with 7 characters: expected 36',
      'properties.sku.name is missing: expected "standard" or "premium"',
    ]);
  });

  it("has no input that stands nowhere", () => {
    const properties = { tenantId: "7c0ffee0-0000-4000-8000-00000000a2e0", sku: { family: "A", name: "standard" } };
    assert.deepEqual(check("azure-native:keyvault:Vault", { ...VAULT, properties, name: "mine" }), [
      "name is unknown: a body has no place for it",
    ]);
    assert.deepEqual(check("azure-native:managedidentity:UserAssignedIdentity", { ...VAULT, resourceName: "id" }), [
      "vaultName is unknown: expected one of name, tags, location",
    ]);
  });

  it("has no input under the name that only ARM has for it", () => {
    const inputs = {
      resourceGroupName: "g",
      accountName: "account",
      location: "westeurope",
      kind: "StorageV2",
      sku: { name: "Standard_LRS" },
      supportsHttpsTrafficOnly: true,
      encryption: { identity: {} },
    };
    assert.deepEqual(check("azure-native:storage:StorageAccount", inputs), [
      'supportsHttpsTrafficOnly is unknown: azure-native calls it "enableHttpsTrafficOnly"',
      'encryption.identity is unknown: azure-native calls it "encryptionIdentity"',
    ]);
  });

  it("is a finding when its type has no shape", () => {
    const [found = "", ...more] = check("azure-native:storage:FileShare", {}) ?? [];
    assert.match(found, /add it to arm\/body\/mapping\.ts and renew arm\/types/);
    assert.deepEqual(more, []);
  });

  it("is none of ours when it is not azure-native's", () => {
    assert.equal(check("pulumi-nodejs:dynamic/gridwire:HostKey", {}), undefined);
  });
});
