import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { BlobServiceClient } from "@azure/storage-blob";
import { ControlClient } from "../../../local/control/control-client.js";
import { launch, shutDown } from "../../../local/control/launch.js";
import type { Run } from "../../../local/control/run-file.js";
import { Tokens } from "../../../local/entra/tokens.js";
import { ProviderClient } from "../../../local/provider/provider-client.js";
import type { Principal } from "../../../local/shared/access.js";
import { groupId, SUBSCRIPTION, TENANT } from "../../../local/shared/arm-id.js";
import { systemClock } from "../../../local/shared/clock.js";
import { openSigningKey, type SigningKey } from "../../../local/shared/signing-key.js";
import { becomeOutsider } from "../../shared/outsider.js";
import { type RawAnswer, RawHttps } from "../../shared/raw-https.js";

export const SECRETS_USER = "4633458b-17de-408a-b874-0445c86b69e6";
const BLOB_CONTRIBUTOR = "ba92f5b4-2d11-453d-a403-e96b0029c9fe";
const EVENT_SENDER = "d5a91429-5739-47e2-a06b-3470a27159e7";
const METRICS_PUBLISHER = "3913510d-42f4-4e42-8a64-420c390055eb";
const WEBSITE_CONTRIBUTOR = "de139f84-1756-47ae-9be6-808fbbe84772";

const REGION = "westeurope";
const STORAGE = `${groupId("rg")}/providers/Microsoft.Storage/storageAccounts`;
export const HOSTS = {
  vault: "kv-attacks.vault.azure.net",
  /** Takes tokens only. */
  blob: "stattacks.blob.core.windows.net",
  /** All of it is bob's. */
  other: "stother.blob.core.windows.net",
  /** Takes keys and signatures as well. */
  keyed: "stkeyed.blob.core.windows.net",
  topic: `evgt-attacks.${REGION}-1.eventgrid.azure.net`,
  ingestion: `${REGION}-5.in.applicationinsights.azure.com`,
  scm: "func-attacks.scm.azurewebsites.net",
};
/** What nobody but bob may see. */
export const TREASURE = "the treasure of bob";

const person = (): Principal => ({ id: randomUUID(), clientId: randomUUID(), tenant: TENANT });

/** A local Azure of two callers: alice has what is called `mine`, bob has `theirs`, and an account of his own. */
export class AttackedAzure {
  readonly alice = person();
  readonly bob = person();
  instrumentationKey = "";

  private constructor(
    private readonly folder: string,
    readonly run: Run,
    /** The tenant's own key, which no attacker has. */
    readonly key: SigningKey,
    readonly raw: RawHttps,
    private readonly leave: () => void,
  ) {}

  static async open(): Promise<AttackedAzure> {
    const folder = mkdtempSync(join(tmpdir(), "gridwire-attacks-"));
    const { run } = await launch(folder);
    const leave = becomeOutsider(run);
    const raw = new RawHttps(run, readFileSync(run.environment.NODE_EXTRA_CA_CERTS ?? "", "utf8"));
    const azure = new AttackedAzure(folder, run, await openSigningKey(folder), raw, leave);
    const provider = new ProviderClient(run.providers["azure-native"] ?? 0);
    await azure.#declare(provider).finally(() => provider.close());
    for (const [host, container] of [
      [HOSTS.blob, "theirs"],
      [HOSTS.other, "mine"],
    ] as const) {
      const client = new BlobServiceClient(`https://${host}`, azure.credential(azure.bob));
      await client.getContainerClient(container).getBlockBlobClient("secret.txt").upload(TREASURE, TREASURE.length);
    }
    return azure;
  }

  /** Ends it. @throws when an attack has killed it before, or left something unforeseen in its log. */
  async end(): Promise<void> {
    this.leave();
    try {
      assert.equal((await new ControlClient(this.run).status()).pid, this.run.pid);
      assert.doesNotMatch(readFileSync(join(this.folder, "azure.log"), "utf8"), /Error|failed| at /);
    } finally {
      await shutDown(this.folder);
      rmSync(this.folder, { recursive: true, force: true });
    }
  }

  /** A good token. */
  tokenOf(who: Principal, audience: string): Promise<string> {
    return new Tokens(this.key, systemClock).issue(who, audience, 3600);
  }

  /** For an SDK. */
  credential(who: Principal) {
    return {
      getToken: async (scopes: string | string[]) => {
        const audience = String(Array.isArray(scopes) ? scopes[0] : scopes).replace(/\/\.default$/, "");
        return { token: await this.tokenOf(who, audience), expiresOnTimestamp: Date.now() + 3_600_000 };
      },
    };
  }

  /** @param path as it is, whatever it holds. */
  get(host: string, path: string, token: string, ...headers: string[]): Promise<RawAnswer> {
    const all = [`Host: ${host}`, `Authorization: Bearer ${token}`, "x-ms-version: 2024-11-04", ...headers];
    return this.raw.send(host, requestOf(`GET ${path}`, all));
  }

  async #declare(provider: ProviderClient): Promise<void> {
    const make = (token: string, inputs: object) =>
      provider.create(`azure-native:${token}`, { resourceGroupName: "rg", location: REGION, ...inputs });
    await make("resources:ResourceGroup", {});
    const vault = await make("keyvault:Vault", {
      vaultName: "kv-attacks",
      properties: { tenantId: TENANT, sku: { family: "A", name: "standard" }, enableRbacAuthorization: true },
    });
    for (const [secretName, value] of [
      ["mine", "of alice"],
      ["theirs", TREASURE],
    ])
      await make("keyvault:Secret", { vaultName: "kv-attacks", secretName, properties: { value } });
    for (const accountName of ["stattacks", "stother", "stkeyed"]) {
      const allowSharedKeyAccess = accountName === "stkeyed";
      const sku = { name: "Standard_LRS" };
      await make("storage:StorageAccount", { accountName, kind: "StorageV2", sku, allowSharedKeyAccess });
      for (const containerName of ["mine", "theirs"])
        await make("storage:BlobContainer", { accountName, containerName });
    }
    const schema = "CloudEventSchemaV1_0";
    const topic = await make("eventgrid:Topic", {
      topicName: "evgt-attacks",
      inputSchema: schema,
      disableLocalAuth: true,
    });
    const kinds = { kind: "web", applicationType: "web" };
    const component = await make("applicationinsights:Component", {
      resourceName: "appi",
      ...kinds,
      disableLocalAuth: true,
    });
    const { instrumentationKey } = await provider.outputs("azure-native:applicationinsights:Component", component);
    this.instrumentationKey = String(instrumentationKey);
    const site = await make("web:WebApp", { name: "func-attacks", kind: "functionapp,linux" });
    for (const [{ id }, role, scope] of [
      [this.alice, SECRETS_USER, `${vault}/secrets/mine`],
      [this.bob, SECRETS_USER, `${vault}/secrets/theirs`],
      [this.alice, BLOB_CONTRIBUTOR, `${STORAGE}/stattacks/blobServices/default/containers/mine`],
      [this.bob, BLOB_CONTRIBUTOR, `${STORAGE}/stattacks/blobServices/default/containers/theirs`],
      [this.bob, BLOB_CONTRIBUTOR, `${STORAGE}/stother`],
      [this.alice, EVENT_SENDER, topic],
      [this.alice, METRICS_PUBLISHER, component],
      [this.alice, WEBSITE_CONTRIBUTOR, site],
    ] as const) {
      await make("authorization:RoleAssignment", {
        scope,
        roleAssignmentName: randomUUID(),
        principalId: id,
        principalType: "ServicePrincipal",
        roleDefinitionId: `/subscriptions/${SUBSCRIPTION}/providers/Microsoft.Authorization/roleDefinitions/${role}`,
      });
    }
  }
}

/** The only request of its connection, as it goes over the wire. */
export const requestOf = (line: string, headers: readonly string[], body = ""): string =>
  [`${line} HTTP/1.1`, ...headers, "Connection: close", "", body].join("\r\n");

/** All that was answered. */
export const whole = ({ head, body }: RawAnswer): string => `${head}\n${body}`;
