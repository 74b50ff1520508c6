import { randomUUID } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer, request as httpRequest } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { AzureNamedKeyCredential, TableClient, TableServiceClient } from "@azure/data-tables";
import { BlobServiceClient, type StorageSharedKeyCredential } from "@azure/storage-blob";
import { Authorization } from "../../../local/authorization/authorization.js";
import { DecisionLog } from "../../../local/authorization/decision-log.js";
import { roleAssignmentType } from "../../../local/authorization/role-assignment.js";
import { MisbehaviourSettings } from "../../../local/control/misbehaviour-settings.js";
import { resourceGroupType } from "../../../local/resources/resource-group.js";
import { ResourceManager } from "../../../local/resources/resource-manager.js";
import { ResourceStore } from "../../../local/resources/resource-store.js";
import { type AccessRequest, TokenError } from "../../../local/shared/access.js";
import type { Activity } from "../../../local/shared/activity.js";
import { groupId, TENANT } from "../../../local/shared/arm-id.js";
import type { BlobChange, BlobEvents } from "../../../local/shared/blob-events.js";
import { systemClock } from "../../../local/shared/clock.js";
import type { Properties } from "../../../local/shared/resource.js";
import type { Platform } from "../../../local/shared/service.js";
import { Store } from "../../../local/shared/store.js";
import { createStorage } from "../../../local/storage/index.js";
import { loopbackHttpClient } from "./loopback-http-client.js";

export const ROLES = {
  owner: "8e3af657-a8ff-443c-a75c-2fe8c4bcb635",
  blobOwner: "b7e6dc6d-f1e8-4753-8033-0f276bb0955b",
  blobContributor: "ba92f5b4-2d11-453d-a403-e96b0029c9fe",
  blobReader: "2a2b9908-6ea1-4ae2-8e65-a410df84e7d1",
  blobDelegator: "db58b8e5-c6ad-4a2a-8342-4190687cbf4a",
  queueContributor: "974c5e8b-45b9-4653-ba55-5f855dd0fb88",
  queueSender: "c6a89b2d-59bc-44d0-9896-0f6e12d7b80a",
  queueReader: "19e7f393-937e-4f77-808e-94535e297925",
  tableContributor: "0a9a7e1f-b9d0-4cc4-a60d-0319b160aaa3",
} as const;

export const GROUP = groupId("rg");
export const accountId = (name: string): string => `${GROUP}/providers/Microsoft.Storage/storageAccounts/${name}`;
export const containerId = (account: string, name: string): string =>
  `${accountId(account)}/blobServices/default/containers/${name}`;
export const queueId = (account: string, name: string): string =>
  `${accountId(account)}/queueServices/default/queues/${name}`;
export const tableId = (account: string, name: string): string =>
  `${accountId(account)}/tableServices/default/tables/${name}`;

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
}

/** A token with claims, for the one operation whose answer holds some of them. */
export const tokenOf = (principal: string): string =>
  ["{}", JSON.stringify({ oid: principal, tid: TENANT }), "x"]
    .map((part) => Buffer.from(part).toString("base64url"))
    .join(".");

const claimsOf = (token: string): { readonly oid?: string } =>
  JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString());

/**
 * The storage service with the real resource manager and role-based access control. Tokens are fake: a token is the
 * name of its principal, and `other-audience` one of another audience.
 */
export class StorageWorld {
  readonly activities: Omit<Activity, "at">[] = [];
  readonly asked: AccessRequest[] = [];
  readonly audiences: (readonly string[])[] = [];
  readonly changes: BlobChange[] = [];
  /** Who is told of changed blobs: of those of the account `watched` alone. */
  readonly blobEvents: BlobEvents = {
    wanted: (id) => id === accountId("watched"),
    raise: async (change) => void this.changes.push(change),
  };
  readonly #folder = mkdtempSync(join(tmpdir(), "storage-test-"));
  readonly #store = new Store(join(this.#folder, "azure.sqlite"));
  readonly #decisions = new DecisionLog(this.#store, systemClock);
  readonly #misbehaviours = new MisbehaviourSettings(systemClock, {
    record: (activity) => void this.activities.push(activity),
  });
  readonly resources = new ResourceStore(this.#store);
  readonly #server = createServer((request, response) => void this.service.handle(request, response));
  service = this.#create();
  manager = this.#manager();

  async open(): Promise<void> {
    await new Promise<void>((resolve) => this.#server.listen(0, "127.0.0.1", resolve));
    await this.service.start();
    await this.manager.put(GROUP, { location: "westeurope" });
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await this.service.stop();
    await this.#decisions.close();
    this.#store.close();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  /** Stops the service and starts a new one on the same folder. */
  async restart(): Promise<void> {
    await this.service.stop();
    this.service = this.#create();
    this.manager = this.#manager();
    await this.service.start();
  }

  async account(name: string, inputs: Properties = {}): Promise<Properties> {
    const all = { kind: "StorageV2", sku: { name: "Standard_LRS" }, location: "West Europe", ...inputs };
    return (await this.manager.put(accountId(name), all)).outputs;
  }

  async grant(principalId: string, role: keyof typeof ROLES, scope: string): Promise<void> {
    await this.manager.put(`${scope}/providers/Microsoft.Authorization/roleAssignments/${randomUUID()}`, {
      principalId,
      principalType: "ServicePrincipal",
      roleDefinitionId: `${GROUP}/providers/Microsoft.Authorization/roleDefinitions/${ROLES[role]}`,
      scope,
    });
  }

  blobs(account: string, principal: string): BlobServiceClient {
    return new BlobServiceClient(`https://${account}.blob.core.windows.net`, credential(principal), this.#options());
  }

  table(account: string, table: string, principal: string): TableClient {
    const url = `https://${account}.table.core.windows.net`;
    return new TableClient(url, table, credential(principal), this.#options());
  }

  tables(account: string, principal: string): TableServiceClient {
    const url = `https://${account}.table.core.windows.net`;
    return new TableServiceClient(url, credential(principal), this.#options());
  }

  /** @param key of the account, base64. */
  tableByKey(account: string, table: string, key: string): TableClient {
    const url = `https://${account}.table.core.windows.net`;
    return new TableClient(url, table, new AzureNamedKeyCredential(account, key), this.#options());
  }

  /** Of the service, on 127.0.0.1. */
  get port(): number {
    return this.#port();
  }

  /** A client with any credential that the SDK takes, e.g. the account's key. */
  blobsWith(account: string, credential: StorageSharedKeyCredential): BlobServiceClient {
    return new BlobServiceClient(`https://${account}.blob.core.windows.net`, credential, this.#options());
  }

  /** A request as it is, with `x-ms-version` unless the headers say otherwise. */
  send(method: string, url: string, headers: Record<string, string | undefined> = {}, body = ""): Promise<Answer> {
    const { host, pathname, search } = new URL(url);
    const given = { "x-ms-version": "2023-11-03", host, ...headers };
    const sent = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
    return new Promise((resolve, reject) => {
      httpRequest(
        { host: "127.0.0.1", port: this.#port(), method, path: `${pathname}${search}`, headers: sent },
        async (answer) => {
          const text = Buffer.concat(await answer.toArray()).toString();
          resolve({ status: answer.statusCode ?? 0, headers: answer.headers, text });
        },
      )
        .on("error", reject)
        .end(body);
    });
  }

  /** Options for any client of the Azure SDKs; their types differ, what they use of it does not. */
  #options(): object {
    return { httpClient: loopbackHttpClient(() => this.#port()), retryOptions: { maxTries: 1, maxRetries: 0 } };
  }

  #port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  #manager(): ResourceManager {
    const own = [
      resourceGroupType,
      roleAssignmentType(() => this.resources, { clock: systemClock, misbehaviours: this.#misbehaviours }),
    ];
    return new ResourceManager(this.resources, [...own, ...this.service.resourceTypes]);
  }

  #create(): ReturnType<typeof createStorage> {
    const activities: Platform["activities"] = {
      record: (activity) => void this.activities.push(activity),
      follow: () => () => undefined,
    };
    const authorization = new Authorization(this.resources, [], this.#decisions, activities, this.#misbehaviours);
    const unused = (): never => {
      throw new Error("the storage service does not use it");
    };
    return createStorage(
      {
        folder: this.#folder,
        debugged: new Set(),
        clock: systemClock,
        store: this.#store,
        resources: this.resources,
        activities,
        misbehaviours: this.#misbehaviours,
        arm: { read: unused, act: unused },
        identities: { token: unused, environment: unused },
        wire: { fetch: unused, request: unused, environment: unused },
        access: {
          authenticate: async (header, audiences) => {
            this.audiences.push(audiences);
            const token = header?.replace(/^Bearer /, "") ?? "";
            const id = token.includes(".") ? String(claimsOf(token).oid) : token;
            if (id === "other-audience") throw new TokenError("audience", "the token is for another audience");
            return { id, clientId: id, tenant: TENANT };
          },
          authorize: (principal, request) => {
            this.asked.push(request);
            return authorization.authorize(principal, request);
          },
        },
      },
      this.blobEvents,
    );
  }
}

const credential = (principal: string) => ({
  getToken: async () => ({ token: principal, expiresOnTimestamp: Date.now() + 3_600_000 }),
});
