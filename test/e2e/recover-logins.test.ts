import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { explain } from "../../ci/explain.js";
import { TENANT } from "../../local/shared/arm-id.js";
import { systemClock } from "../../local/shared/clock.js";
import { type Federated, TenantWorld } from "../local/tenant-world.js";
import { RecoverPage } from "./recover/recover-page.js";
import { Terminal, type Typed } from "./recover/terminal.js";

const ACCOUNT = "stgridwirestate";
const VAULT = "kv-gridwire-state";
const BACKEND = `azblob://dev?storage_account=${ACCOUNT}`;
const SUBJECT = "repo:octo-org@1/octo-repo@2:environment:dev";
const ROLES = {
  blobContributor: "ba92f5b4-2d11-453d-a403-e96b0029c9fe",
  blobReader: "2a2b9908-6ea1-4ae2-8e65-a410df84e7d1",
  cryptoUser: "12338af0-0e69-4776-bea7-57ae8d297424",
} as const;
const STRANGER = "11111111-2222-4333-8444-555555555555";

/** Logins and rights that stand between the real CLI and state and key in Azure, as the page about recovering has them. */
describe("The page about recovering, where a login fails", function () {
  this.timeout(60_000);
  const page = new RecoverPage();
  let world: TenantWorld;
  let app: Federated;
  let folder: string;
  let container: string;
  let key: string;

  before(async () => {
    world = await TenantWorld.open();
    folder = mkdtempSync(join(tmpdir(), "gridwire-logins-"));
    writeFileSync(join(folder, "Pulumi.yaml"), "name: gridwire\nruntime: nodejs\n");
    mkdirSync(join(folder, "home"));
    const group = await world.group("rg-gridwire-state");
    await declareState();
    container = `${group}/providers/Microsoft.Storage/storageAccounts/${ACCOUNT}/blobServices/default/containers/dev`;
    key = `${group}/providers/Microsoft.KeyVault/vaults/${VAULT}/keys/dev`;
    app = await world.federated("gridwire-dev-deploy", SUBJECT);
  });
  after(async () => {
    await world.close();
    rmSync(folder, { recursive: true });
  });

  async function declareState(): Promise<void> {
    const create = (type: string, inputs: object) =>
      world.azureNative.create(`azure-native:${type}`, {
        resourceGroupName: "rg-gridwire-state",
        location: "westeurope",
        ...inputs,
      });
    const sku = { name: "Standard_ZRS" };
    await create("storage:StorageAccount", {
      accountName: ACCOUNT,
      kind: "StorageV2",
      sku,
      allowSharedKeyAccess: false,
    });
    await create("storage:BlobContainer", { accountName: ACCOUNT, containerName: "dev" });
    const properties = { tenantId: TENANT, sku: { family: "A", name: "standard" }, enableRbacAuthorization: true };
    await create("keyvault:Vault", { vaultName: VAULT, properties });
    await create("keyvault:Key", { vaultName: VAULT, keyName: "dev", properties: { kty: "RSA", keySize: 2048 } });
  }

  /** A job's shell, logged in by a token of that subject. @param more environment. */
  async function job(script: string, subject = SUBJECT, more: NodeJS.ProcessEnv = {}): Promise<Typed> {
    const token = join(folder, "token");
    writeFileSync(token, await world.token(subject), { mode: 0o600 });
    return asTyped(script, { AZURE_FEDERATED_TOKEN_FILE: token, ...more });
  }

  /** A shell without any login but the one given. */
  function asTyped(script: string, more: NodeJS.ProcessEnv): Promise<Typed> {
    const own = Object.entries(process.env).filter(([name]) => !/^(AZURE|ARM|PULUMI)_/.test(name));
    // A secret in the environment would be tried before the token.
    const { AZURE_CLIENT_SECRET: _, ...azure } = world.azure.run.environment;
    return new Terminal(folder, {
      ...Object.fromEntries(own),
      ...azure,
      AZURE_CLIENT_ID: app.clientId,
      PULUMI_BACKEND_URL: BACKEND,
      PULUMI_HOME: join(folder, "home"),
      PULUMI_SKIP_UPDATE_CHECK: "true",
    }).type(script, more);
  }

  function recognized(scenario: string, { code, printed }: Typed): string {
    assert.notEqual(code, 0, printed);
    page.shows(scenario, printed);
    return explained(scenario, printed);
  }

  function explained(scenario: string, printed: string): string {
    const said = explain(printed, { stack: "dev", backend: BACKEND }) ?? assert.fail(printed);
    assert.ok(said.endsWith(`docs/how-to/recover.md#${scenario}`), said);
    return said;
  }

  const LIST = "pulumi stack ls";

  it("a state that may not be read", async () => {
    const said = recognized("a-state-that-may-not-be-read", await job(LIST));
    assert.match(said, new RegExp(`container "dev" of account ${ACCOUNT}`));
  });

  it("a state that may be read and not written, where the CLI itself breaks", async () => {
    await world.grant(app.objectId, ROLES.blobReader, container);
    const { code, printed } = await job(LIST);
    assert.notEqual(code, 0);
    assert.match(explained("a-state-that-may-not-be-read", printed), /lacks the role Storage Blob Data Contributor/);
    await world.grant(app.objectId, ROLES.blobContributor, container);
    assert.equal((await job(LIST)).code, 0);
  });

  it("a container that is not there", async () => {
    const { printed } = await job(LIST, SUBJECT, { PULUMI_BACKEND_URL: `azblob://nobody?storage_account=${ACCOUNT}` });
    explained("a-state-that-may-not-be-read", printed);
  });

  it("a subject that Entra does not know", async () => {
    const said = recognized("a-subject-that-entra-does-not-know", await job(LIST, SUBJECT.replace("dev", "prod")));
    assert.match(said, /subject "repo:octo-org@1\/octo-repo@2:environment:prod"/);
    const { printed } = await job(LIST, SUBJECT.replace("dev", "Dev"));
    assert.match(explained("a-subject-that-entra-does-not-know", printed), /environment:Dev"/);
    assert.equal((await job(LIST)).code, 0);
  });

  it("a login in another tenant, or of an application that is in none", async () => {
    const said = recognized("a-login-in-another-tenant", await job(LIST, SUBJECT, { AZURE_TENANT_ID: STRANGER }));
    assert.match(said, new RegExp(`no tenant "${STRANGER}"`));
    const { printed } = await job(LIST, SUBJECT, { AZURE_CLIENT_ID: STRANGER });
    assert.match(explained("a-login-in-another-tenant", printed), new RegExp(`no application ${STRANGER}`));
  });

  it("no login", async () => {
    const none = { AZURE_CLIENT_ID: "", AZURE_TENANT_ID: "" };
    assert.match(
      recognized("no-login", await asTyped(LIST, none)),
      new RegExp(`the state in ${BACKEND.replace("?", "\\?")}`),
    );
    explained("no-login", (await asTyped(LIST, { ...none, PULUMI_BACKEND_URL: "" })).printed);
    for (const step of page.steps("no-login")) assert.equal((await job(step)).code, 0);
  });

  it("a key that may not be used", async () => {
    const init = `pulumi stack init dev --secrets-provider azurekeyvault://${VAULT}.vault.azure.net/keys/dev`;
    const said = recognized("a-key-that-may-not-be-used", await job(init));
    assert.match(said, new RegExp(`key "dev" of vault ${VAULT}`));
    await world.grant(app.objectId, ROLES.cryptoUser, key);
    assert.equal((await job(init)).code, 0);
    const none = { AZURE_CLIENT_ID: "", AZURE_TENANT_ID: "", PULUMI_BACKEND_URL: `file://${folder}` };
    assert.match(explained("no-login", (await asTyped(init, none)).printed), /^No login for the Key Vault key/);
    await world.grant(app.objectId, ROLES.cryptoUser, key.replace(/dev$/, "gone"));
    const gone = await job(init.replace("init dev", "init other").replace("keys/dev", "keys/gone"));
    assert.match(explained("a-key-that-may-not-be-used", gone.printed), /has no key "gone"/);
  });

  it("a token that has expired", async () => {
    const token = join(folder, "old");
    writeFileSync(token, await world.token(SUBJECT), { mode: 0o600 });
    const { now } = systemClock;
    systemClock.now = () => new Date(Date.now() + 11 * 60_000);
    const failed = await asTyped(LIST, { AZURE_FEDERATED_TOKEN_FILE: token });
    systemClock.now = now;
    assert.match(
      recognized("a-token-that-has-expired", failed),
      /^The job's token ended at \d{4}-\S+Z, and it was \d{4}-/,
    );
    assert.equal((await job(LIST)).code, 0);
  });
});
