import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { credentialOf } from "../../ci/credential.js";
import { loggedIn } from "../../ci/login.js";
import { type DataKeys, dataKeysOf, type KeyNote } from "../../ci/plan/data-key.js";
import { SUBSCRIPTION, TENANT } from "../../local/shared/arm-id.js";
import { type Federated, TenantWorld } from "../local/tenant-world.js";
import { becomeOutsider } from "../shared/outsider.js";

const VAULT = "kv-gridwire-state";
const CRYPTO_USER = "12338af0-0e69-4776-bea7-57ae8d297424";
const DEPLOY = "repo:octo@1/gridwire@2:environment:staging";
const PREVIEW = "repo:octo@1/gridwire@2:environment:staging-preview";

/** Jobs of GitHub that log in to the local Azure by their own tokens, in this process. */
describe("Jobs that log in without a secret", function () {
  this.timeout(120_000);
  let world: TenantWorld;
  let leave: (() => void) | undefined;
  let folder: string;
  let deployer: Federated;
  let previewer: Federated;
  let key: string;

  before(async () => {
    world = await TenantWorld.open();
    folder = mkdtempSync(join(tmpdir(), "gridwire-ci-login-"));
    writeFileSync(
      join(folder, "stack.yaml"),
      `secretsprovider: azurekeyvault://${VAULT}.vault.azure.net/keys/staging\n`,
    );
    const group = await world.group("rg-state");
    const at = { resourceGroupName: "rg-state", location: "westeurope", vaultName: VAULT };
    const properties = { tenantId: TENANT, sku: { family: "A", name: "standard" }, enableRbacAuthorization: true };
    await world.azureNative.create("azure-native:keyvault:Vault", { ...at, properties });
    for (const keyName of ["staging", "prod"])
      await world.azureNative.create("azure-native:keyvault:Key", {
        ...at,
        keyName,
        properties: { kty: "RSA", keySize: 2048 },
      });
    key = `${group}/providers/Microsoft.KeyVault/vaults/${VAULT}/keys/staging`;
    deployer = await world.federated("gridwire-staging-deploy", DEPLOY);
    previewer = await world.federated("gridwire-staging-preview", PREVIEW);
    for (const { objectId } of [deployer, previewer]) await world.grant(objectId, CRYPTO_USER, key);
    leave = becomeOutsider(world.azure.run);
  });
  after(async () => {
    leave?.();
    await world?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  /** As a job of this subject and these variables does it. */
  async function job<T>(subject: string, { clientId }: Federated, work: (env: NodeJS.ProcessEnv) => Promise<T>) {
    const variables = {
      AZURE_CLIENT_ID: clientId,
      AZURE_TENANT_ID: TENANT,
      AZURE_SUBSCRIPTION_ID: SUBSCRIPTION,
      PULUMI_BACKEND_URL: "azblob://staging?storage_account=ststate",
      PULUMI_OPTION_CONFIG_FILE: join(folder, "stack.yaml"),
    };
    return loggedIn({ ...variables, ...(await world.control.gitHubJob(subject)) }, work);
  }
  const keys = (env: NodeJS.ProcessEnv): DataKeys => dataKeysOf("staging", env);

  it("encrypt a plan as the preview identity, and decrypt it as the deployer, by the stack's key", async () => {
    const made = await job(PREVIEW, previewer, (env) => keys(env).make());
    assert.equal(made.key.length, 32);
    const { keyId, wrapped } = made.note as Extract<KeyNote, { by: "key vault" }>;
    assert.match(keyId, new RegExp(`^https://${VAULT}\\.vault\\.azure\\.net/keys/staging/[0-9a-f]{32}$`));
    assert.ok(!Buffer.from(wrapped, "base64").includes(made.key));
    const found = await job(DEPLOY, deployer, (env) => keys(env).find(made.note));
    assert.deepEqual(found, made.key);
  });

  it("do not get at the key of another environment", async () => {
    const file = join(folder, "stack.yaml");
    writeFileSync(file, `secretsprovider: azurekeyvault://${VAULT}.vault.azure.net/keys/prod\n`);
    try {
      await assert.rejects(
        job(DEPLOY, deployer, (env) => keys(env).make()),
        /Forbidden|not authorized/i,
      );
    } finally {
      writeFileSync(file, `secretsprovider: azurekeyvault://${VAULT}.vault.azure.net/keys/staging\n`);
    }
  });

  it("are who their subject says, and nobody else", async () => {
    const token = (env: NodeJS.ProcessEnv) => credentialOf(env).getToken("https://management.azure.com/.default");
    assert.ok((await job(DEPLOY, deployer, token))?.token);
    await assert.rejects(job(PREVIEW, deployer, token), /AADSTS700213/);
    await assert.rejects(job(DEPLOY.toUpperCase(), deployer, token), /AADSTS70021/);
  });
});
