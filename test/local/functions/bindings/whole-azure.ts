import { DefaultAzureCredential } from "@azure/identity";
import type { Properties } from "../../../../local/shared/resource.js";
import { eventually } from "../../../shared/eventually.js";
import { becomeOutsider } from "../../../shared/outsider.js";
import { ROLES } from "../../storage/storage-world.js";
import { TenantWorld } from "../../tenant-world.js";
import { app } from "../packages.js";

const GROUP = "rg-bindings";
export const ACCOUNT = "stbindings";
export const SITE = "func-bindings";
/** Of the host's own storage, and of all that the apps of these tests bind to. */
const NEEDED = ["blobOwner", "queueContributor", "tableContributor"] as const;
const LOADED_WITHIN_MS = 60_000;

/** A function app on a whole local Azure in this process, with a storage account and its roles, but no Pulumi. */
export class WholeAzure {
  private constructor(
    readonly world: TenantWorld,
    private readonly leave: () => void,
    readonly credential: DefaultAzureCredential,
    readonly accountId: string,
    private readonly clientId: string,
  ) {}

  static async open(): Promise<WholeAzure> {
    const world = await TenantWorld.open();
    const leave = becomeOutsider(world.azure.run);
    const group = await world.group(GROUP);
    const create = (type: string, inputs: Properties) =>
      world.azureNative.create(`azure-native:${type}`, { resourceGroupName: GROUP, ...inputs });
    const accountId = await create("storage:StorageAccount", {
      accountName: ACCOUNT,
      kind: "StorageV2",
      sku: { name: "Standard_LRS" },
      location: "westeurope",
    });
    await create("storage:BlobContainer", { accountName: ACCOUNT, containerName: "deployments" });
    const identityId = await create("managedidentity:UserAssignedIdentity", {
      resourceName: "id-bindings",
      location: "westeurope",
    });
    const identity = await world.azureNative.outputs("azure-native:managedidentity:UserAssignedIdentity", identityId);
    for (const role of NEEDED) await world.grant(String(identity.principalId), ROLES[role], accountId);
    await create("web:AppServicePlan", {
      name: "plan-bindings",
      kind: "functionapp",
      reserved: true,
      location: "westeurope",
      sku: { name: "FC1", tier: "FlexConsumption" },
    });
    const credential = new DefaultAzureCredential();
    const azure = new WholeAzure(world, leave, credential, accountId, String(identity.clientId));
    await azure.#site(`${group}/providers/Microsoft.Web/serverfarms/plan-bindings`, identityId);
    const deployer = String((await claimsOf(credential)).oid);
    for (const role of ["blobContributor", "queueContributor", "tableContributor"] as const) {
      await world.grant(deployer, ROLES[role], accountId);
    }
    return azure;
  }

  async close(): Promise<void> {
    this.leave();
    await this.world.close();
  }

  create(type: string, inputs: Properties): Promise<string> {
    return this.world.azureNative.create(`azure-native:${type}`, { resourceGroupName: GROUP, ...inputs });
  }

  /** Publishes an app from the body of its entry file, and waits until it runs. */
  async deploy(body: string, hostJson: object = {}): Promise<void> {
    const { token } = await this.credential.getToken("https://management.azure.com/.default");
    const answer = await fetch(`https://${SITE}.scm.azurewebsites.net/api/publish?type=zip`, {
      method: "POST",
      headers: { authorization: `Bearer ${token}`, "content-type": "application/zip" },
      body: new Uint8Array(app(`const { input, output } = require(LIBRARY);\n${body}`, hostJson)),
    });
    if (!answer.ok) throw new Error(`publish: ${answer.status} ${await answer.text()}`);
    await eventually(
      "the app runs",
      async () => ((await this.state()) === "Running" ? true : undefined),
      LOADED_WITHIN_MS,
    );
  }

  async state(): Promise<string | undefined> {
    const { apps } = await this.world.control.status();
    return apps.find(({ name }) => name === SITE)?.state;
  }

  /** Address of the app. */
  url(path: string): string {
    return `https://${SITE}.azurewebsites.net${path}`;
  }

  async blobsKey(): Promise<string> {
    return (await this.world.control.keys(SITE)).systemKeys.blobs_extension ?? "";
  }

  /** Puts a message into a queue, as any client may that has the role. */
  async put(queue: string, text: string): Promise<void> {
    const answer = await this.#queue("POST", `${queue}/messages`, text);
    if (answer.status !== 201) throw new Error(`Put Message: ${answer.status} ${await answer.text()}`);
  }

  /** Takes what lies in a queue, at most 32 messages, out of it and deletes it; the texts, decoded. */
  async drain(queue: string): Promise<string[]> {
    const answer = await this.#queue("GET", `${queue}/messages?numofmessages=32&visibilitytimeout=600`);
    if (answer.status === 404) return [];
    const xml = await answer.text();
    const messages = [...xml.matchAll(/<QueueMessage>(.*?)<\/QueueMessage>/gs)].map(([, one = ""]) => {
      const text = (name: string) => new RegExp(`<${name}>(.*?)</${name}>`, "s").exec(one)?.[1] ?? "";
      return { id: text("MessageId"), receipt: text("PopReceipt"), text: text("MessageText") };
    });
    for (const { id, receipt } of messages) {
      await this.#queue("DELETE", `${queue}/messages/${id}?popreceipt=${encodeURIComponent(receipt)}`);
    }
    return messages.map(({ text }) => Buffer.from(text, "base64").toString("utf8"));
  }

  /** How many messages lie in a queue, also those that are out of sight. */
  async length(queue: string): Promise<number> {
    const answer = await this.#queue("GET", `${queue}?comp=metadata`);
    return Number(answer.headers.get("x-ms-approximate-messages-count") ?? 0);
  }

  async #queue(method: string, path: string, text?: string): Promise<Response> {
    const { token } = await this.credential.getToken("https://storage.azure.com/.default");
    const body = text === undefined ? undefined : Buffer.from(text).toString("base64");
    return fetch(`https://${ACCOUNT}.queue.core.windows.net/${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, "x-ms-version": "2023-11-03" },
      ...(body === undefined ? {} : { body: `<QueueMessage><MessageText>${body}</MessageText></QueueMessage>` }),
    });
  }

  #site(planId: string, identityId: string): Promise<string> {
    const settings = {
      AzureWebJobsStorage__accountName: ACCOUNT,
      AzureWebJobsStorage__credential: "managedidentity",
      AzureWebJobsStorage__clientId: this.clientId,
    };
    return this.create("web:WebApp", {
      name: SITE,
      location: "westeurope",
      kind: "functionapp,linux",
      serverFarmId: planId,
      httpsOnly: true,
      identity: { type: "UserAssigned", userAssignedIdentities: [identityId] },
      siteConfig: { appSettings: Object.entries(settings).map(([name, value]) => ({ name, value })) },
      functionAppConfig: {
        deployment: {
          storage: {
            type: "blobContainer",
            value: `https://${ACCOUNT}.blob.core.windows.net/deployments`,
            authentication: { type: "UserAssignedIdentity", userAssignedIdentityResourceId: identityId },
          },
        },
        runtime: { name: "node", version: "22" },
        scaleAndConcurrency: { instanceMemoryMB: 2048, maximumInstanceCount: 100 },
      },
    });
  }
}

async function claimsOf(credential: DefaultAzureCredential): Promise<{ readonly oid?: string }> {
  const { token } = await credential.getToken("https://management.azure.com/.default");
  return JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString()) as { oid?: string };
}
