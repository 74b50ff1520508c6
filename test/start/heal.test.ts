import assert from "node:assert/strict";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { Run } from "../../local/control/run-file.js";
import { startLocalAzure } from "../../local/local-azure.js";
import { ProviderClient } from "../../local/provider/provider-client.js";
import { healPending, healReset, healState } from "../../start/heal.js";
import { Workspace } from "../../start/workspace.js";

const CHECKPOINT = JSON.stringify({
  checkpoint: {
    latest: {
      resources: [{ type: "pulumi:pulumi:Stack" }, { type: "azure-native:resources:ResourceGroup" }],
      pending_operations: [{ type: "creating", resource: { type: "azure-native:web:WebApp", inputs: {} } }],
    },
  },
});
/** Larger than any process id: https://www.kernel.org/doc/html/latest/admin-guide/sysctl/kernel.html#pid-max */
const NOBODY = 2 ** 22 + 1;

describe("What a killed run left on a developer's machine", () => {
  let root: string;
  let workspace: Workspace;

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), "gridwire-heal-"));
    workspace = new Workspace(root);
    write(workspace.checkpointFile, CHECKPOINT);
    write(join(root, ".gridwire", "passphrase"), "one");
    write(config(), "encryptionsalt: one\n");
  });
  afterEach(() => rmSync(root, { recursive: true }));

  const config = () => join(root, ".gridwire", "Pulumi.local.yaml");
  const write = (file: string, text: string) => {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  };
  const lock = (pid: number) =>
    write(join(workspace.stateFolder, ".pulumi/locks/organization/gridwire/local/1.json"), JSON.stringify({ pid }));

  it("is kept when state and passphrase are whole", async () => {
    assert.equal(await healState(workspace), undefined);
    assert.equal(readFileSync(workspace.checkpointFile, "utf8"), CHECKPOINT);
    assert.ok(existsSync(config()));
  });

  it("is forgotten when the state is cut off, with what was encrypted for it", async () => {
    writeFileSync(workspace.checkpointFile, CHECKPOINT.slice(0, 40));
    assert.match((await healState(workspace)) ?? "", /while it wrote its state/);
    assert.ok(!existsSync(workspace.checkpointFile) && !existsSync(config()));
  });

  it("is forgotten when the passphrase is gone, which nothing brings back", async () => {
    rmSync(join(root, ".gridwire", "passphrase"));
    assert.match((await healState(workspace)) ?? "", /passphrase of the local stack is gone/);
    assert.ok(!existsSync(workspace.checkpointFile) && !existsSync(config()));
  });

  it("is forgotten when the local Azure was reset, and only then", async () => {
    const azure = await startLocalAzure(join(root, ".gridwire", "azure"));
    const { "azure-native": port = 0 } = azure.run.providers;
    const provider = new ProviderClient(port);
    try {
      const inputs = { resourceGroupName: "rg", location: "westeurope" };
      const id = await provider.create("azure-native:resources:ResourceGroup", inputs);
      assert.equal(await healReset(workspace, azure.run), false);
      assert.ok(existsSync(workspace.checkpointFile));
      await provider.delete("azure-native:resources:ResourceGroup", id);
      assert.equal(await healReset(workspace, azure.run), true);
      assert.ok(!existsSync(workspace.checkpointFile) && !existsSync(config()));
      assert.equal(await healReset(workspace, azure.run), false, "there is nothing to forget");
    } finally {
      provider.close();
      await azure.stop();
    }
  });

  it("knows who holds the stack, and that a process that is gone does not", () => {
    assert.equal(workspace.holder, undefined);
    lock(NOBODY);
    assert.equal(workspace.holder, undefined);
    lock(process.pid);
    assert.equal(workspace.holder, process.pid);
  });

  it("is let alone while the run that makes it lives", async () => {
    lock(process.pid);
    // Nothing listens there: it would fail if it took away what is in the making.
    const azure = { providers: { "azure-native": 1 }, environment: {} } as unknown as Run;
    assert.equal(await healPending(workspace, azure), 0);
  });

  it("takes no passphrase of the developer's shell for the stack's own", () => {
    process.env.PULUMI_CONFIG_PASSPHRASE = "of another stack";
    try {
      const env = workspace.environment({ environment: {} } as unknown as Run);
      assert.equal(env.PULUMI_CONFIG_PASSPHRASE, undefined);
      assert.equal(env.PULUMI_CONFIG_PASSPHRASE_FILE, join(root, ".gridwire", "passphrase"));
    } finally {
      delete process.env.PULUMI_CONFIG_PASSPHRASE;
    }
  });
});
