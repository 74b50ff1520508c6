import assert from "node:assert/strict";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Checkout } from "../shared/checkout.js";
import { Deployment } from "../shared/deployment.js";

const PROGRAM = `
import { Application, ServicePrincipal } from "@pulumi/azuread";
import { ResourceGroup } from "@pulumi/azure-native/resources/resourceGroup.js";
import { Namespace } from "@pulumi/azure-native/servicebus/namespace.js";
import { StorageAccount } from "@pulumi/azure-native/storage/storageAccount.js";
import { listStorageAccountKeysOutput } from "@pulumi/azure-native/storage/listStorageAccountKeys.js";
import { Vault } from "@pulumi/azure-native/keyvault/vault.js";
import { getClientConfigOutput } from "@pulumi/azure-native/authorization/getClientConfig.js";

const group = new ResourceGroup("group");
const account = new StorageAccount("account", { resourceGroupName: group.name, kind: "StorageV2", sku: { name: "Standard_LRS" } });
const bus = new Namespace("bus", { resourceGroupName: group.name, location: "LOCATION", sku: { name: "Basic" } });
new Vault("vault", {
  resourceGroupName: group.name,
  vaultName: "kv-of-any-program",
  properties: { tenantId: getClientConfigOutput().tenantId, sku: { family: "A", name: "standard" }, enableRbacAuthorization: true },
});
const application = new Application("api", { displayName: "api" });
const principal = new ServicePrincipal("api", { clientId: application.clientId });
export const names = [group.name, account.name, bus.name];
export const blob = account.primaryEndpoints.blob;
export const key = listStorageAccountKeysOutput({ resourceGroupName: group.name, accountName: account.name }).keys[0].value;
export const clientId = principal.clientId;
`;

/** Another program than ours: the local Azure has no idea of names, events and their apps. */
describe("Any azure-native program", function () {
  this.timeout(120_000);
  let deployment: Deployment;

  const write = (location: string) =>
    writeFileSync(join(deployment.checkout.root, "infra/index.ts"), PROGRAM.replace("LOCATION", location));

  before(async () => {
    deployment = await Deployment.prepare(Checkout.make());
    rmSync(join(deployment.checkout.root, "infra"), { recursive: true });
    mkdirSync(join(deployment.checkout.root, "infra"));
  });
  after(() => deployment?.end());

  it("comes up, with names and places made up as azure-native does", async () => {
    write("westeurope");
    await deployment.up();
    const { output } = await deployment.pulumi("stack", "output", "--json", "--show-secrets");
    const { names, blob, key, clientId } = JSON.parse(output) as {
      names: string[];
      blob: string;
      key: string;
      clientId: string;
    };
    assert.match(names.join(" "), /^group[0-9a-f]{8} account[0-9a-f]{8} bus[0-9a-f]{8}$/);
    assert.equal(blob, `https://${names[1]}.blob.core.windows.net/`);
    assert.equal(Buffer.from(key, "base64").length, 64);
    assert.match(clientId, /^[0-9a-f-]{36}$/);
  });

  it("finds nothing to change, neither in a preview nor in a refresh", async () => {
    assert.equal((await deployment.pulumi("preview", "--expect-no-changes")).code, 0);
    const { code, output } = await deployment.pulumi("refresh", "--yes", "--expect-no-changes");
    assert.equal(code, 0, output);
  });

  it("replaces what cannot move, new one first since its name was made up", async () => {
    write("northeurope");
    const output = await deployment.up();
    assert.match(output, /servicebus:Namespace bus created replacement/);
    assert.match(output, /Resources:\n\s+\+-1 replaced/);
  });

  it("is destroyed, and the vault's name stays taken, as on Azure", async () => {
    assert.equal((await deployment.pulumi("destroy", "--yes")).code, 0);
    const { code, output } = await deployment.pulumi("up", "--yes", "--skip-preview");
    assert.notEqual(code, 0);
    assert.match(output, /Code="ConflictError".*already exists in deleted state/);
  });
});
