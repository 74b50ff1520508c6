import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { text } from "node:stream/consumers";
import { TENANT } from "../../local/shared/arm-id.js";
import { type Federated, TenantWorld } from "../local/tenant-world.js";

const ROOT = resolve(import.meta.dirname, "../..");
const ACCOUNT = "stgridwirestate";
const VAULT = "kv-gridwire-state";
const KEY = `azurekeyvault://${VAULT}.vault.azure.net/keys/dev`;
const ROLES = {
  contributor: "b24988ac-6180-42a0-ab88-20f7382dd24c",
  reader: "acdd72a7-3385-48ef-bd42-f606fba81ae7",
  blobContributor: "ba92f5b4-2d11-453d-a403-e96b0029c9fe",
  blobReader: "2a2b9908-6ea1-4ae2-8e65-a410df84e7d1",
  cryptoUser: "12338af0-0e69-4776-bea7-57ae8d297424",
} as const;

const PROGRAM = `
import { Config } from "@pulumi/pulumi";
import { UserAssignedIdentity } from "@pulumi/azure-native/managedidentity/userAssignedIdentity.js";
export const word = new Config().requireSecret("word");
new UserAssignedIdentity("id", { resourceGroupName: "rg-dev", resourceName: "id", tags: { tag: "TAG" } });
`;

interface Ended {
  readonly code: number;
  readonly output: string;
}

/** One story, in order: each chapter goes on from the one before. */
describe("State and secrets of a stack in Azure", function () {
  this.timeout(180_000);
  let world: TenantWorld;
  let folder: string;
  let deployer: Federated;
  let previewer: Federated;
  let container: string;
  let key: string;

  before(async () => {
    world = await TenantWorld.open();
    folder = mkdtempSync(join(tmpdir(), "gridwire-state-"));
    writeProject("first");
    const state = await world.group("rg-state");
    const dev = await world.group("rg-dev");
    container = `${state}/providers/Microsoft.Storage/storageAccounts/${ACCOUNT}/blobServices/default/containers/dev`;
    key = `${state}/providers/Microsoft.KeyVault/vaults/${VAULT}/keys/dev`;
    await declareState();
    deployer = await world.federated("gridwire-dev-deploy", "repo:o/r:environment:dev");
    previewer = await world.federated("gridwire-dev-preview", "repo:o/r:pull_request");
    await world.grant(deployer.objectId, ROLES.contributor, dev);
    await world.grant(previewer.objectId, ROLES.reader, dev);
  });
  after(async () => {
    await world.close();
    rmSync(folder, { recursive: true });
  });

  function writeProject(tag: string): void {
    writeFileSync(
      join(folder, "Pulumi.yaml"),
      'name: trial\nruntime:\n  name: nodejs\n  options: { nodeargs: "--import tsx" }\nmain: index.ts\n',
    );
    writeFileSync(join(folder, "package.json"), '{ "name": "trial", "type": "module" }\n');
    writeFileSync(join(folder, "index.ts"), PROGRAM.replace("TAG", tag));
    copyFileSync(join(ROOT, "tsconfig.json"), join(folder, "tsconfig.json"));
    mkdirSync(join(folder, "home"), { recursive: true });
    rmSync(join(folder, "node_modules"), { force: true });
    symlinkSync(join(ROOT, "node_modules"), join(folder, "node_modules"));
  }

  async function declareState(): Promise<void> {
    const at = { resourceGroupName: "rg-state", location: "westeurope" };
    const create = (type: string, inputs: object) =>
      world.azureNative.create(`azure-native:${type}`, { ...at, ...inputs });
    await create("storage:StorageAccount", {
      accountName: ACCOUNT,
      kind: "StorageV2",
      sku: { name: "Standard_ZRS" },
      allowSharedKeyAccess: false,
      allowBlobPublicAccess: false,
    });
    await create("storage:BlobServiceProperties", {
      accountName: ACCOUNT,
      blobServicesName: "default",
      isVersioningEnabled: true,
      deleteRetentionPolicy: { enabled: true, days: 30 },
    });
    await create("storage:BlobContainer", { accountName: ACCOUNT, containerName: "dev" });
    await create("keyvault:Vault", {
      vaultName: VAULT,
      properties: { tenantId: TENANT, sku: { family: "A", name: "standard" }, enableRbacAuthorization: true },
    });
    await create("keyvault:Key", { vaultName: VAULT, keyName: "dev", properties: { kty: "RSA", keySize: 2048 } });
  }

  /** `pulumi …` as a job of this application runs it: by its token in a file, and with providers of its own. */
  async function pulumi(app: Federated, args: readonly string[], input = ""): Promise<Ended> {
    const token = await world.token(app === deployer ? "repo:o/r:environment:dev" : "repo:o/r:pull_request");
    const file = join(folder, "token");
    writeFileSync(file, token, { mode: 0o600 });
    // A secret in its environment would be tried before the token.
    const { AZURE_CLIENT_SECRET: _, ...environment } = { ...process.env, ...world.azure.run.environment };
    const child = spawn("pulumi", [...args, "--non-interactive"], {
      cwd: folder,
      env: {
        ...environment,
        ...(await world.control.providersOf({ clientId: app.clientId, tenantId: TENANT, token })),
        AZURE_CLIENT_ID: app.clientId,
        AZURE_FEDERATED_TOKEN_FILE: file,
        PULUMI_BACKEND_URL: `azblob://dev?storage_account=${ACCOUNT}`,
        PULUMI_HOME: join(folder, "home"),
        PULUMI_SKIP_UPDATE_CHECK: "true",
      },
      stdio: ["pipe", "pipe", "pipe"],
    });
    child.stdin.end(input);
    const ended = new Promise<number>((done, fail) => {
      child.once("error", fail);
      child.once("close", (code) => done(code ?? 1));
    });
    const [out, err, code] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
    return { code, output: `${out}${err}` };
  }

  async function works(app: Federated, ...args: readonly string[]): Promise<string> {
    const { code, output } = await pulumi(app, args);
    assert.equal(code, 0, `pulumi ${args.join(" ")}:\n${output}`);
    return output;
  }

  async function refused(app: Federated, ...args: readonly string[]): Promise<string> {
    const { code, output } = await pulumi(app, args);
    assert.notEqual(code, 0, `pulumi ${args.join(" ")} was not refused:\n${output}`);
    return output;
  }

  /** Operation, status and folder of what the storage refused lately. */
  async function refusedWrites(since: Date): Promise<string[]> {
    const found = new Set<string>();
    for await (const { service, status = 0, subject = "", what } of world.control.pastActivities(since)) {
      const [top, next] = subject.split("/");
      if (service === "storage" && status >= 400 && status !== 404) found.add(`${what} ${status} of ${top}/${next}`);
    }
    return [...found];
  }

  it("are closed to a login without a role, in the services' own words", async () => {
    const init = ["stack", "init", "dev", "--secrets-provider", KEY];
    assert.match(await refused(deployer, ...init), /403.*AuthorizationPermissionMismatch/s);
    await world.grant(deployer.objectId, ROLES.blobContributor, container);
    assert.match(
      await refused(deployer, ...init),
      /403.*Forbidden.*Microsoft\.KeyVault\/vaults\/keys\/encrypt\/action.*ForbiddenByRbac/s,
    );
    await world.grant(deployer.objectId, ROLES.cryptoUser, key);
    await works(deployer, ...init);
    assert.match(
      readFileSync(join(folder, "Pulumi.dev.yaml"), "utf8"),
      /^secretsprovider: azurekeyvault:\/\/.*\nencryptedkey: \S+/,
    );
  });

  it("hold a secret of the config, and what an update made, in nobody's clear text", async () => {
    const { code, output } = await pulumi(deployer, ["config", "set", "--secret", "word"], "hush-hush");
    assert.equal(code, 0, output);
    await works(deployer, "up", "--yes", "--skip-preview");
    await works(deployer, "stack", "export", "--file", join(folder, "state.json"));
    const state = readFileSync(join(folder, "state.json"), "utf8");
    assert.match(state, /UserAssignedIdentity::id/);
    assert.match(state, /"type": "cloud"/);
    assert.doesNotMatch(state, /hush-hush/);
    assert.match(await works(deployer, "stack", "output", "--show-secrets"), /word\s+hush-hush/);
  });

  it("let the deployer preview, refresh, list, cancel and look back", async () => {
    await works(deployer, "preview", "--expect-no-changes");
    await works(deployer, "refresh", "--preview-only", "--expect-no-changes");
    assert.match(await works(deployer, "stack", "ls"), /dev\*?\s/);
    await works(deployer, "cancel", "--yes");
    assert.match(await works(deployer, "stack", "history"), /Status: succeeded/);
  });

  it("let a reader of the container preview and see drift, with the key, and do no more", async () => {
    assert.match(await refused(previewer, "preview", "--stack", "dev"), /403.*AuthorizationPermissionMismatch/s);
    await world.grant(previewer.objectId, ROLES.blobReader, container);
    assert.match(await refused(previewer, "preview", "--stack", "dev"), /ForbiddenByRbac/);
    await world.grant(previewer.objectId, ROLES.cryptoUser, key);
    await works(previewer, "preview", "--stack", "dev", "--expect-no-changes");
    await works(previewer, "refresh", "--stack", "dev", "--preview-only", "--expect-no-changes");
    // The CLI's library falls over a write that is refused (gocloud.dev blob/azureblob, writer.Close), so that what the
    // service answered is seen from the other side.
    const since = new Date();
    await refused(previewer, "up", "--stack", "dev", "--yes", "--skip-preview");
    assert.deepEqual(await refusedWrites(since), ["Put Blob 403 of .pulumi/locks"]);
    const { code } = await pulumi(previewer, ["cancel", "dev", "--yes"]);
    assert.equal(code, 0, "there is no lock that it would have to remove");
  });

  it("apply a plan that was saved before", async () => {
    writeProject("second");
    const plan = join(folder, "plan.json");
    await works(previewer, "preview", "--stack", "dev", "--save-plan", plan);
    assert.doesNotMatch(readFileSync(plan, "utf8"), /hush-hush/);
    await works(deployer, "up", "--yes", "--plan", plan);
  });

  it("are taken down to nothing", async () => {
    await works(deployer, "destroy", "--yes", "--skip-preview");
    await works(deployer, "stack", "rm", "--yes", "--preserve-config");
    assert.doesNotMatch(await works(deployer, "stack", "ls"), /dev/);
  });
});
