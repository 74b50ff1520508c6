import assert from "node:assert/strict";
import { roles } from "../../../infra/roles.js";
import { groupId } from "../../../local/shared/arm-id.js";
import { eventually } from "../../shared/eventually.js";
import { fuzzedApp } from "./fuzzed-app.js";
import { FuzzedAzure, type Judgement, person } from "./fuzzed-azure.js";
import type { WireAnswer } from "./wire-answer.js";
import type { WireRequest } from "./wire-request.js";

const SITE = "func-fuzz";
const ACCOUNT = "stfuzz";
const WEBSITE_CONTRIBUTOR = "de139f84-1756-47ae-9be6-808fbbe84772";
/** A key that can stand in a header, as those that a host makes. */
const PLAIN_KEY = /^[\x21-\x7e]{12,}$/;

/** A function app that runs, and whose keys the test knows under `$(…)`: `master key`, `function key`, `system key`. */
export class FuzzedSite {
  static readonly HOST = `${SITE}.azurewebsites.net`;
  static readonly SCM = `${SITE}.scm.azurewebsites.net`;
  /** Of the app's process. */
  #pid = 0;

  private constructor(readonly azure: FuzzedAzure) {}

  static async open(): Promise<FuzzedSite> {
    const azure = await FuzzedAzure.open();
    const site = new FuzzedSite(azure);
    await site.#declare();
    await site.#publish();
    await eventually("the app runs", async () => {
      const { apps } = await azure.control.status();
      return apps.find(({ state }) => state === "Running");
    });
    await site.learnKeys();
    site.#pid = await site.#pidNow();
    return site;
  }

  /** Takes up the keys as they are now: whoever has the master key may change them. */
  async learnKeys(): Promise<void> {
    const { masterKey, functionKeys, systemKeys } = await this.azure.control.keys(SITE);
    if (!PLAIN_KEY.test(masterKey)) return this.#renew(masterKey);
    this.azure.credential("master key", masterKey);
    for (const [name, key] of [
      ["function key", functionKeys.default],
      ["system key", systemKeys.eventgrid_extension],
    ] as const) {
      if (key !== undefined && PLAIN_KEY.test(key)) this.azure.credential(name, key);
    }
  }

  send(lane: number, request: WireRequest, judgement?: Judgement): Promise<WireAnswer> {
    return this.azure.send(lane, request, judgement);
  }

  /** The local Azure and the app are the same processes as before, and nothing unforeseen was logged. */
  async assertWell(): Promise<void> {
    assert.equal(await this.#pidNow(), this.#pid, "the process of the app");
    await this.azure.assertWell();
  }

  async #pidNow(): Promise<number> {
    const { status, body } = await this.send(0, get("/api/open"));
    assert.equal(status, 200, body);
    return (JSON.parse(body) as { pid: number }).pid;
  }

  /** A master key that no header takes can still be given in the query. */
  async #renew(masterKey: string): Promise<void> {
    const code = encodeURIComponent(masterKey.toWellFormed());
    const path = `/admin/host/systemkeys/_master?code=${code}`;
    await this.send(0, { ...get(path), method: "POST" }, { mayShow: () => true });
    await this.learnKeys();
  }

  async #declare(): Promise<void> {
    const providers = `${groupId("rg")}/providers`;
    const identity = `${providers}/Microsoft.ManagedIdentity/userAssignedIdentities/id-fuzz`;
    await this.azure.declare(async ({ make, grant, provider }) => {
      const sku = { name: "Standard_LRS" };
      const account = await make("storage:StorageAccount", { accountName: ACCOUNT, kind: "StorageV2", sku });
      await make("storage:BlobContainer", { accountName: ACCOUNT, containerName: "deployments" });
      await make("managedidentity:UserAssignedIdentity", { resourceName: "id-fuzz" });
      const { principalId, clientId } = await provider.outputs(
        "azure-native:managedidentity:UserAssignedIdentity",
        identity,
      );
      await grant({ id: String(principalId) }, roles.storageBlobDataOwner.id, account);
      await make("web:AppServicePlan", { name: "plan", kind: "functionapp", reserved: true, sku: FLEX });
      const settings = {
        AzureWebJobsStorage__blobServiceUri: `https://${ACCOUNT}.blob.core.windows.net`,
        AzureWebJobsStorage__credential: "managedidentity",
        AzureWebJobsStorage__clientId: String(clientId),
        OF_THE_APP: this.azure.secret("a setting of the app"),
      };
      const site = await make("web:WebApp", {
        name: SITE,
        kind: "functionapp,linux",
        serverFarmId: `${providers}/Microsoft.Web/serverfarms/plan`,
        identity: { type: "UserAssigned", userAssignedIdentities: [identity] },
        siteConfig: {
          appSettings: Object.entries(settings).map(([name, value]) => ({ name, value })),
          cors: { allowedOrigins: ["https://example.com", "https://example.net"] },
        },
        functionAppConfig: flexConfig(identity),
      });
      const publisher = person();
      await grant(publisher, WEBSITE_CONTRIBUTOR, site);
      await this.azure.token("publisher", publisher, "https://management.azure.com");
    });
  }

  async #publish(): Promise<void> {
    const { status, body } = await this.send(0, {
      connect: FuzzedSite.SCM,
      method: "POST",
      target: "/api/publish?type=zip",
      headers: [
        ["host", FuzzedSite.SCM],
        ["authorization", "Bearer $(publisher)"],
      ],
      body: Buffer.from(fuzzedApp()).toString("latin1"),
    });
    assert.equal(status, 202, body);
  }
}

const FLEX = { name: "FC1", tier: "FlexConsumption" };

const get = (target: string): WireRequest => ({
  connect: FuzzedSite.HOST,
  method: "GET",
  target,
  headers: [["host", FuzzedSite.HOST]],
  body: "",
});

const flexConfig = (identity: string) => ({
  deployment: {
    storage: {
      type: "blobContainer",
      value: `https://${ACCOUNT}.blob.core.windows.net/deployments`,
      authentication: { type: "UserAssignedIdentity", userAssignedIdentityResourceId: identity },
    },
  },
  runtime: { name: "node", version: "22" },
  scaleAndConcurrency: { instanceMemoryMB: 2048, maximumInstanceCount: 100 },
});
