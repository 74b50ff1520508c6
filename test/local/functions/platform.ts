import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { request } from "undici";
import { MisbehaviourSettings } from "../../../local/control/misbehaviour-settings.js";
import { createFunctions, type FunctionsService } from "../../../local/functions/index.js";
import { TokenError } from "../../../local/shared/access.js";
import type { Activity } from "../../../local/shared/activity.js";
import { AzureError } from "../../../local/shared/azure-error.js";
import type { Properties, Resource } from "../../../local/shared/resource.js";
import type { Platform } from "../../../local/shared/service.js";
import { Store } from "../../../local/shared/store.js";
import { FakeStorage } from "./fake-storage.js";
import { ManualClock } from "./manual-clock.js";

const GROUP = "/subscriptions/5b5/resourceGroups/rg";
export const IDENTITY = `${GROUP}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/id-app`;
export const PLAN = `${GROUP}/providers/Microsoft.Web/serverfarms/plan`;
export const SITE = `${GROUP}/providers/Microsoft.Web/sites/func-app`;
export const HOST = "func-app.azurewebsites.net";
export const SCM = "func-app.scm.azurewebsites.net";
/** An app beside it. */
export const OTHER_SITE = `${GROUP}/providers/Microsoft.Web/sites/func-other`;
export const OTHER_HOST = "func-other.azurewebsites.net";
export const CLIENT_ID = "client-of-id-app";
const CONTAINER = "https://stapp.blob.core.windows.net/deployments";
const OTHER_CONTAINER = "https://stapp.blob.core.windows.net/other-deployments";
const INGESTION = "https://westeurope-5.in.applicationinsights.azure.com";

export interface Answer {
  readonly status: number;
  readonly headers: Record<string, string | string[] | undefined>;
  readonly text: string;
  readonly bytes: Uint8Array;
}

export interface CallOptions {
  readonly method?: string;
  readonly headers?: Record<string, string>;
  readonly body?: string | Uint8Array;
}

/** The Functions host over fakes of the rest of the local Azure, reached by real HTTP. */
export class TestHost {
  readonly clock: ManualClock;
  readonly storage = new FakeStorage();
  readonly activities: Activity[] = [];
  readonly folder = mkdtempSync(path.join(tmpdir(), "functions-host-"));
  /** Publishers with the right to publish. */
  readonly publishers = new Set(["deployer"]);
  /** Telemetry envelopes that were taken. */
  readonly telemetry: { readonly data: { readonly baseType: string; readonly baseData: Properties } }[] = [];
  /** Host names whose code a debugger may stop. */
  readonly debugged = new Set<string>();
  ingestionStatus = 200;
  /** Answers what goes over the wire before the fakes do; undefined leaves it to them. */
  elsewhere: (asked: Request, body: Uint8Array) => Promise<Response> | undefined = () => undefined;
  readonly misbehaviours: MisbehaviourSettings;
  functions: FunctionsService;
  readonly #store = new Store(":memory:");
  readonly #resources = new Map<string, Resource>();
  readonly #listeners: ((change: { kind: "put" | "delete"; resource: Resource }) => void)[] = [];
  readonly #server: Server;

  constructor(clock = new ManualClock()) {
    this.clock = clock;
    this.misbehaviours = new MisbehaviourSettings(clock, {
      record: (activity) => void this.activities.push({ ...activity, at: clock.now() }),
    });
    this.storage.containers.add(CONTAINER).add(OTHER_CONTAINER);
    this.storage.grants.add(`${IDENTITY} stapp`);
    this.#keep({ id: GROUP, type: "Microsoft.Resources/resourceGroups", name: "rg", inputs: {}, outputs: {} });
    this.#keep({
      id: IDENTITY,
      type: "Microsoft.ManagedIdentity/userAssignedIdentities",
      name: "id-app",
      inputs: {},
      outputs: { clientId: CLIENT_ID, principalId: "principal-of-id-app" },
    });
    this.functions = createFunctions(this.#platform());
    // As much as the gateway takes.
    this.#server = createServer(
      { maxHeaderSize: 40_960 },
      (incoming, outgoing) => void this.functions.handle(incoming, outgoing),
    );
  }

  async start(): Promise<void> {
    await new Promise<void>((resolve) => this.#server.listen(0, "127.0.0.1", resolve));
    await this.functions.start();
  }

  /** As a restart of the local Azure: a new service over what the old one kept. */
  async restart(): Promise<void> {
    await this.functions.stop();
    this.functions = createFunctions(this.#platform());
    await this.functions.start();
  }

  async close(): Promise<void> {
    await this.functions.stop();
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
    this.#store.close();
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** Declares a resource as Azure Resource Manager would. */
  async put(id: string, inputs: Properties): Promise<Resource> {
    const [type = "", name = ""] = [typeOf(id), id.split("/").at(-1)];
    const declared = { id, type, name, inputs };
    const outputs = (await this.#type(type)?.put?.(declared, this.#resources.get(id.toLowerCase()))) ?? inputs;
    const resource = { ...declared, outputs };
    this.#keep(resource);
    for (const listener of this.#listeners) listener({ kind: "put", resource });
    return resource;
  }

  async delete(id: string): Promise<void> {
    const resource = this.#resources.get(id.toLowerCase());
    if (resource === undefined) return;
    await this.#type(resource.type)?.delete?.(resource);
    this.#resources.delete(id.toLowerCase());
    for (const listener of this.#listeners) listener({ kind: "delete", resource });
  }

  async act(id: string, action: string): Promise<Properties> {
    const resource = this.#resources.get(id.toLowerCase());
    const run = resource && this.#type(resource.type)?.actions?.[action];
    if (resource === undefined || run === undefined) throw new Error(`no action ${action} at ${id}`);
    return run(resource, {});
  }

  async call(host: string, target: string, { method = "GET", headers = {}, body }: CallOptions = {}): Promise<Answer> {
    const answer = await request(`http://127.0.0.1:${this.port}${target}`, {
      method: method as "GET",
      // A connection of its own: one that was kept may be closed just when it is used again.
      reset: true,
      headers: { host, ...headers },
      ...(body === undefined ? {} : { body }),
    });
    const bytes = await answer.body.bytes();
    return { status: answer.statusCode, headers: answer.headers, text: Buffer.from(bytes).toString("utf8"), bytes };
  }

  /** Declares plan and site, and publishes a package. */
  async deploy(zip: Uint8Array, settings: Readonly<Record<string, string>> = {}): Promise<void> {
    await this.put(PLAN, planInputs());
    await this.put(SITE, siteInputs(settings));
    await this.publish(zip);
    await this.until("started");
  }

  /** Declares the app beside it, in the same plan, and publishes a package to it. */
  async deployOther(zip: Uint8Array): Promise<void> {
    const started = this.count("started");
    await this.put(OTHER_SITE, siteInputs({}, {}, OTHER_CONTAINER));
    await this.publish(zip, "deployer", OTHER_HOST.replace(".", ".scm."));
    await this.until("started", started + 1);
  }

  async publish(zip: Uint8Array, token = "deployer", scm = SCM): Promise<Answer> {
    const published = this.count("published", "publish failed");
    const answer = await this.call(scm, "/api/publish?type=zip", {
      method: "POST",
      headers: { authorization: `Bearer ${token}`, "content-type": "application/zip" },
      body: zip,
    });
    if (answer.status < 300) await this.when(() => this.count("published", "publish failed") > published);
    return answer;
  }

  count(...what: readonly string[]): number {
    return this.activities.filter((activity) => what.includes(activity.what)).length;
  }

  /** Waits for the n-th activity of a kind. */
  async until(what: string, n = 1): Promise<Activity> {
    const found = () => this.activities.filter((activity) => activity.what === what)[n - 1];
    await this.when(() => found() !== undefined, `activity "${what}" (${n})`);
    return found() as Activity;
  }

  /** Waits until something holds; the test's own timeout ends it. */
  async when(holds: () => boolean, what = "condition"): Promise<void> {
    const began = Date.now();
    while (!holds()) {
      if (Date.now() - began > 15_000) {
        throw new Error(`${what}: not within 15 s; seen: ${JSON.stringify(this.activities)}`);
      }
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  }

  /** Waits for a line in the app's log. */
  async logged(text: string): Promise<void> {
    const file = path.join(this.folder, "functions/func-app/app.log");
    await this.when(() => existsSync(file) && readFileSync(file, "utf8").includes(text), `log line "${text}"`);
  }

  /** Of the service, on 127.0.0.1. */
  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  masterKey(): string {
    return this.functions.keysOf("func-app")?.masterKey ?? "";
  }

  #keep(resource: Resource): void {
    this.#resources.set(resource.id.toLowerCase(), resource);
  }

  #type(type: string) {
    return this.functions.resourceTypes.find((one) => one.type.toLowerCase() === type.toLowerCase());
  }

  #platform(): Platform {
    return {
      folder: this.folder,
      clock: this.clock,
      store: this.#store,
      resources: {
        get: (id) => this.#resources.get(id.toLowerCase()),
        list: (type) => [...this.#resources.values()].filter((r) => r.type.toLowerCase() === type.toLowerCase()),
        put: unused,
        delete: unused,
        onChange: (listener) => void this.#listeners.push(listener),
      },
      arm: { read: unused, act: unused },
      debugged: this.debugged,
      access: {
        authenticate: async (header) => {
          const id = /^Bearer (\w+)$/.exec(header ?? "")?.[1];
          if (id === undefined) throw new TokenError("missing", "no token");
          return { id, clientId: id, tenant: "t" };
        },
        authorize: (principal, asked) => ({
          allowed:
            this.publishers.has(principal.id) &&
            [SITE, OTHER_SITE].includes(asked.scope) &&
            JSON.stringify(asked.anyOf).includes("Microsoft.Web/sites/publish/Action"),
          principal,
          request: asked,
        }),
      },
      identities: {
        token: async (id, audience) => {
          if (!this.#resources.has(id.toLowerCase())) throw new AzureError(404, "NotFound", "no such identity");
          return `${id} for ${audience}`;
        },
        environment: (siteId) => ({ IDENTITY_ENDPOINT: "http://127.0.0.1:1/token", IDENTITY_HEADER: `of ${siteId}` }),
      },
      activities: {
        record: (activity) => void this.activities.push({ ...activity, at: this.clock.now() }),
        follow: () => () => undefined,
      },
      misbehaviours: this.misbehaviours,
      wire: {
        fetch: async (url, init = {}) => this.#wire(new Request(url, init)),
        request: (url, init) => this.#wire(new Request(url, init)),
        environment: () => ({ HTTPS_PROXY: "http://127.0.0.1:2", NODE_NO_WARNINGS: "1" }),
      },
    };
  }

  async #wire(asked: Request): Promise<Response> {
    const body = new Uint8Array(await asked.arrayBuffer());
    const answer = this.elsewhere(asked, body);
    if (answer !== undefined) return answer;
    if (asked.url === `${INGESTION}/v2.1/track`) {
      if (this.ingestionStatus === 200) this.telemetry.push(...JSON.parse(Buffer.from(body).toString("utf8")));
      return new Response(null, { status: this.ingestionStatus });
    }
    return this.storage.answer(new URL(asked.url), asked.method, asked.headers, body);
  }
}

export const planInputs = (): Properties => ({
  kind: "functionapp",
  reserved: true,
  location: "westeurope",
  sku: { name: "FC1", tier: "FlexConsumption" },
});

export const HOST_SETTINGS: Readonly<Record<string, string>> = {
  AzureWebJobsStorage__blobServiceUri: "https://stapp.blob.core.windows.net",
  AzureWebJobsStorage__credential: "managedidentity",
  AzureWebJobsStorage__clientId: CLIENT_ID,
};

export const TELEMETRY_SETTINGS: Readonly<Record<string, string>> = {
  APPLICATIONINSIGHTS_CONNECTION_STRING: `InstrumentationKey=00000000-0000-4000-8000-000000000001;IngestionEndpoint=${INGESTION}/`,
  APPLICATIONINSIGHTS_AUTHENTICATION_STRING: `ClientId=${CLIENT_ID};Authorization=AAD`,
};

export function siteInputs(
  settings: Readonly<Record<string, string>> = {},
  change: Properties = {},
  container = CONTAINER,
): Properties {
  return {
    resourceGroupName: "rg",
    location: "westeurope",
    kind: "functionapp,linux",
    serverFarmId: PLAN,
    httpsOnly: true,
    identity: { type: "UserAssigned", userAssignedIdentities: [IDENTITY] },
    siteConfig: {
      minTlsVersion: "1.2",
      appSettings: Object.entries({ ...HOST_SETTINGS, ...settings }).map(([name, value]) => ({ name, value })),
    },
    functionAppConfig: {
      deployment: {
        storage: {
          type: "blobContainer",
          value: container,
          authentication: { type: "UserAssignedIdentity", userAssignedIdentityResourceId: IDENTITY },
        },
      },
      runtime: { name: "node", version: "22" },
      scaleAndConcurrency: { instanceMemoryMB: 2048, maximumInstanceCount: 100 },
    },
    ...change,
  };
}

function typeOf(id: string): string {
  const [namespace, ...rest] = id.slice(id.lastIndexOf("/providers/") + "/providers/".length).split("/");
  return [namespace, ...rest.filter((_, at) => at % 2 === 0)].join("/");
}

function unused(): never {
  throw new Error("the Functions host does not use it");
}
