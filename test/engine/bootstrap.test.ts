import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { CryptographyClient } from "@azure/keyvault-keys";
import { BlobServiceClient } from "@azure/storage-blob";
import type { BootstrapOutputs } from "../../infra/bootstrap/outputs.js";
import { BOOTSTRAP, containerOf } from "../../infra/bootstrap/state-names.js";
import { DEPLOYER } from "../../infra/deployer.js";
import { ProviderClient } from "../../local/provider/provider-client.js";
import { groupId } from "../../local/shared/arm-id.js";
import { Bootstrapping, CONFIG } from "../shared/bootstrapping.js";
import { Job } from "../shared/job.js";

const REPOSITORY = "repo:octo-org@123/gridwire@456";
const PLACES = ["dev", "staging", "prod", "pr"];
/** How long a resource provider takes to be registered here. */
const REGISTERING_S = 1;
/** Longer than the test: it ends when the command has noticed. */
const SPREADING_S = 3600;

/** One story, in order: each chapter goes on from the one before. */
describe("npm run bootstrap", function () {
  this.timeout(300_000);
  let bootstrapping: Bootstrapping;
  let outputs: BootstrapOutputs;

  before(async () => {
    bootstrapping = await Bootstrapping.prepare();
  });
  after(() => bootstrapping?.end());

  it("names a setting that is missing before anything is made", async () => {
    const line = "  gridwire-bootstrap:repository: octo-org/gridwire\n";
    bootstrapping.checkout.edit(CONFIG, line, "");
    const { code, err } = await bootstrapping.run("--preview");
    bootstrapping.checkout.edit(CONFIG, "config:\n", `config:\n${line}`);
    assert.equal(code, 1);
    assert.match(
      err,
      /^infra\/bootstrap\/Pulumi\.bootstrap\.yaml\nThe config of bootstrap cannot be used:\n {2}gridwire-bootstrap:repository is missing: expected owner\/name/,
    );
  });

  it("shows what it would make, and leaves no trace", async () => {
    const config = bootstrapping.read(CONFIG);
    const { out } = await bootstrapping.done("--preview");
    assert.match(out, /\+ \d{3} to create/);
    assert.equal((await bootstrapping.control.status()).resources, 0);
    assert.equal(existsSync(bootstrapping.localState), false);
    assert.equal(bootstrapping.read(CONFIG), config);
  });

  it("is interrupted in a subscription that nobody has used yet", async () => {
    await bootstrapping.control.misbehave("not-registered", REGISTERING_S);
    const { code, out, err } = await bootstrapping.runUntil(/Application dev-deploy-application created/, interrupt);
    assert.equal(code, 130, out + err);
    assert.match(err, /Interrupted; the next `npm run bootstrap` carries on\./);
    assert.equal(existsSync(bootstrapping.localState), true);
  });

  it("carries on, waits for the rights that it gave, and is interrupted while it waits", async () => {
    await bootstrapping.control.misbehave("roles-late", SPREADING_S);
    const waits = /Moving the state .*Azure does not know the new rights yet/;
    const { code, out, err } = await bootstrapping.runUntil(waits, interrupt);
    assert.equal(code, 130, out + err);
    assert.doesNotMatch(out, /Application dev-deploy-application created/);
    assert.equal(existsSync(bootstrapping.localState), true);
  });

  it("carries on again, and does the rest as well when asked", async () => {
    const { control } = bootstrapping;
    bootstrapping.configure("gridwire-bootstrap:reviewers:", "  - user:583231");
    const waits = /Moving the state .*Azure does not know the new rights yet/;
    const behave = () => void control.behave();
    const { code, out, err } = await bootstrapping.runUntil(waits, behave, "--init-stacks", "--gh");
    assert.equal(code, 0, out + err);
    assert.match(err, /Moving the state into its account: done/);
    assert.match(out, /git add Pulumi\.dev\.yaml Pulumi\.staging\.yaml Pulumi\.prod\.yaml/);
  });

  it("has moved its state into the account that it made, and left nothing behind", async () => {
    assert.equal(existsSync(bootstrapping.localState), false);
    const config = bootstrapping.read(CONFIG);
    assert.ok(config.includes(`secretsprovider: ${key("bootstrap")}\n`), config);
    assert.match(config, /^encryptedkey: \S+$/m);
    assert.doesNotMatch(config, /encryptionsalt/);
    assert.match(config, /# Fill in; each command prints the value\./);
    const { out } = await bootstrapping.pulumi("stack", "output", "--json");
    outputs = JSON.parse(out) as BootstrapOutputs;
    assert.equal(outputs.stateAccount, bootstrapping.names.account);
  });

  it("has made the stacks, each with its own key and a secret that nobody has seen", () => {
    const secrets = ["dev", "staging", "prod"].map((stack) => {
      const file = bootstrapping.read(`Pulumi.${stack}.yaml`);
      assert.ok(file.includes(`secretsprovider: ${key(stack)}\n`), file);
      return /pseudonym-key:\n\s+secure: (\S+)/.exec(file)?.[1];
    });
    assert.equal(new Set(secrets.filter((secret) => secret !== undefined)).size, 3);
  });

  it("has told GitHub of its environments, and who each of them is", () => {
    const calls = bootstrapping.gitHub.take();
    const made = calls.filter(({ args }) => args.includes("PUT"));
    assert.deepEqual(
      made.map(({ args }) => args[3]?.split("/").at(-1)),
      outputs.gitHub.environments.map(({ name }) => name),
    );
    assert.equal(made.filter(({ input }) => input.includes('"reviewers":[{"type":"User","id":583231}]')).length, 2);
    assert.equal(calls.filter(({ args }) => args.includes("POST")).length, 7);
    // And those of pull requests' stacks are told their API, which has no file of its own to stand in.
    assert.equal(calls.filter(({ args }) => args[0] === "variable").length, 4 * 9 + 2);
  });

  it("changes nothing the second time, and writes again what nobody committed", async () => {
    const files = [CONFIG, "Pulumi.staging.yaml"];
    const before = files.map((file) => bootstrapping.read(file).split("\n").sort());
    for (const file of files) bootstrapping.loseEncryption(file);
    const { out } = await bootstrapping.done("--init-stacks", "--gh");
    assert.match(out, /Resources:\n\s+\d{3} unchanged\n/);
    assert.match(out, /git add Pulumi\.staging\.yaml\n/);
    assert.deepEqual(
      files.map((file) => bootstrapping.read(file).split("\n").sort()),
      before,
    );
    const rules = bootstrapping.gitHub.take().filter(({ args }) => args.includes("PUT") || args.includes("POST"));
    assert.deepEqual(
      rules.map(({ args }) => args[3]?.split("/").at(-1)),
      ["prod", "pr"],
    );
  });

  it("has nothing to show after that", async () => {
    const { out } = await bootstrapping.done("--preview");
    assert.match(out, /Resources:\n\s+\d{3} unchanged\n/);
  });

  it("has given each identity the rights of its own environment, and the administrator the state", async () => {
    const { identities } = await bootstrapping.control.audit();
    const state = groupId("rg-gridwire-state");
    const { account, vault } = bootstrapping.names;
    const container = (place: string) =>
      `${state}/providers/Microsoft.Storage/storageAccounts/${account}/blobServices/default/containers/${containerOf(place)}`;
    const keyId = (place: string) => `${state}/providers/Microsoft.KeyVault/vaults/${vault}/keys/${place}`;
    const grantsOf = (principalId: unknown) =>
      identities
        .find((identity) => identity.principalId === principalId)
        ?.grants.filter(({ standing }) => !standing)
        .map(({ role, scope }) => `${role.name} on ${scope}`)
        .sort();
    const resources = await bootstrapping.resources();
    const principal = (name: string) =>
      resources.find(({ urn }) => urn.endsWith(`::${name}-principal`))?.outputs.objectId;
    const keeps = (place: string) => [
      `Storage Blob Data Contributor on ${container(place)}`,
      `Key Vault Crypto User on ${keyId(place)}`,
    ];
    for (const place of PLACES) {
      const group = groupId(`rg-gridwire-${place}`);
      const deploys = [...DEPLOYER.map(({ name }) => `${name} on ${group}`), ...keeps(place)];
      assert.deepEqual(grantsOf(principal(`${place}-deploy`)), deploys.sort(), `who deploys ${place}`);
      if (place === "pr") continue;
      const previews = [
        `Reader on ${group}`,
        `Storage Blob Data Reader on ${container(place)}`,
        `Key Vault Crypto User on ${keyId(place)}`,
      ];
      assert.deepEqual(grantsOf(principal(`${place}-preview`)), previews.sort(), `who previews ${place}`);
    }
    const administrator = identities.find(({ name }) => name === "developer")?.principalId;
    assert.deepEqual(grantsOf(administrator), [BOOTSTRAP, ...PLACES].flatMap(keeps).sort());
  });

  it("lets a job of each environment log in as its own identity, and as no other", async () => {
    const { environments } = outputs.gitHub;
    for (const { name, variables } of environments) {
      for (const other of environments) {
        const { ok, text } = await jobAs(variables.AZURE_CLIENT_ID, `environment:${other.name}`).logsIn();
        const isOwn = other.variables.AZURE_CLIENT_ID === variables.AZURE_CLIENT_ID;
        assert.equal(ok, isOwn, `${other.name} as the identity of ${name}: ${text}`);
        if (!isOwn) assert.match(text, /AADSTS700213/);
      }
    }
  });

  it("lets a job of a pull request log in as the preview of dev, and as nobody else", async () => {
    const { environments, repository } = outputs.gitHub;
    assert.equal(repository?.AZURE_CLIENT_ID, clientOf("dev-preview"));
    for (const { name, variables } of environments) {
      const { ok } = await jobAs(variables.AZURE_CLIENT_ID, "pull_request").logsIn();
      assert.equal(ok, name === "dev-preview", name);
    }
  });

  it("lets no job of another repository, branch or spelling log in", async () => {
    for (const subject of [
      "repo:octo-org@123/gridwire@457:environment:dev",
      "repo:octo-org@124/gridwire@456:environment:dev",
      "repo:octo-org/gridwire:environment:dev",
      "repo:Octo-Org@123/gridwire@456:environment:dev",
      `${REPOSITORY}:environment:Dev`,
      `${REPOSITORY}:environment:dev2`,
      `${REPOSITORY}:ref:refs/heads/main`,
    ]) {
      const { ok, text } = await new Job(bootstrapping.control, clientOf("dev"), subject).logsIn();
      assert.equal(ok, false, subject);
      assert.match(text, /AADSTS70021/, subject);
    }
  });

  it("keeps who deploys dev within dev's group, state and key", async () => {
    const dev = jobIn("dev");
    await makes(dev, "dev");
    await writes(dev, "dev");
    await encrypts(dev, "dev");
    for (const group of ["staging", "prod", "pr", "state"])
      await assert.rejects(makes(dev, group), /AuthorizationFailed/, group);
    for (const place of ["staging", "prod", "pr", BOOTSTRAP]) {
      await assert.rejects(writes(dev, place), { statusCode: 403 }, place);
      await assert.rejects(reads(dev, place), { statusCode: 403 }, place);
      await assert.rejects(encrypts(dev, place), { statusCode: 403 }, place);
    }
  });

  it("lets who previews staging read, and write nothing", async () => {
    const preview = jobIn("staging-preview");
    await reads(preview, "staging");
    await encrypts(preview, "staging");
    await assert.rejects(writes(preview, "staging"), { statusCode: 403 });
    await assert.rejects(makes(preview, "staging"), /AuthorizationFailed/);
    await assert.rejects(reads(preview, "dev"), { statusCode: 403 });
  });

  it("gives the stacks of pull requests a group, state and key of their own", async () => {
    for (const environment of ["pr", "pr-sweep"]) {
      const job = jobIn(environment);
      await makes(job, "pr");
      await writes(job, "pr");
      await encrypts(job, "pr");
      await assert.rejects(makes(job, "dev"), /AuthorizationFailed/);
      await assert.rejects(writes(job, "dev"), { statusCode: 403 });
    }
  });

  it("is not destroyed by mistake, however careless", async () => {
    const before = (await bootstrapping.resources()).length;
    const { code, out, err } = await bootstrapping.pulumi("destroy", "--yes", "--skip-preview");
    assert.notEqual(code, 0);
    assert.match(out + err, /cannot be deleted|protected/);
    assert.equal((await bootstrapping.resources()).length, before);
  });

  it("has printed no secret", () => {
    const { printed } = bootstrapping;
    assert.doesNotMatch(printed, /eyJ[\w-]{10,}\.eyJ/);
    assert.equal(printed.includes(String(process.env.AZURE_CLIENT_SECRET)), false);
  });

  /** As a terminal does: every process of the command gets it. */
  const interrupt = (processes: number) => process.kill(-processes, "SIGINT");

  const key = (name: string) => `azurekeyvault://${bootstrapping.names.vault}.vault.azure.net/keys/${name}`;

  const clientOf = (environment: string): string =>
    outputs.gitHub.environments.find(({ name }) => name === environment)?.variables.AZURE_CLIENT_ID ?? "";

  const jobAs = (clientId: string, claim: string) => new Job(bootstrapping.control, clientId, `${REPOSITORY}:${claim}`);

  const jobIn = (environment: string) => jobAs(clientOf(environment), `environment:${environment}`);

  function blob({ credential }: Job, place: string, name: string) {
    const account = new BlobServiceClient(`https://${bootstrapping.names.account}.blob.core.windows.net`, credential);
    return account.getContainerClient(containerOf(place)).getBlockBlobClient(name);
  }

  const writes = (job: Job, place: string) => blob(job, place, "trial").upload("x", 1);

  /** What the backend reads first. */
  const reads = (job: Job, place: string) => blob(job, place, ".pulumi/meta.yaml").downloadToBuffer();

  async function encrypts({ credential }: Job, place: string): Promise<void> {
    const url = `https://${bootstrapping.names.vault}.vault.azure.net/keys/${place}`;
    const { keyID = "", result } = await new CryptographyClient(url, credential).encrypt(
      "RSA-OAEP-256",
      Buffer.from("x"),
    );
    const back = await new CryptographyClient(keyID, credential).decrypt("RSA-OAEP-256", result);
    assert.equal(Buffer.from(back.result).toString(), "x");
  }

  async function makes(job: Job, place: string): Promise<void> {
    const provider = new ProviderClient((await job.providers())["azure-native"] ?? 0);
    const type = "azure-native:managedidentity:UserAssignedIdentity";
    const inputs = { resourceGroupName: `rg-gridwire-${place}`, resourceName: "id-trial", location: "westeurope" };
    try {
      await provider.delete(type, await provider.create(type, inputs));
    } finally {
      provider.close();
    }
  }
});
