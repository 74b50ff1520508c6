import { randomUUID } from "node:crypto";
import {
  createServer,
  request as httpRequest,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from "node:http";
import type { AddressInfo } from "node:net";
import { Authorization } from "../../local/authorization/authorization.js";
import { DecisionLog } from "../../local/authorization/decision-log.js";
import { roleAssignmentType } from "../../local/authorization/role-assignment.js";
import { MisbehaviourSettings } from "../../local/control/misbehaviour-settings.js";
import { resourceGroupType } from "../../local/resources/resource-group.js";
import { ResourceManager } from "../../local/resources/resource-manager.js";
import { ResourceStore } from "../../local/resources/resource-store.js";
import { TokenError } from "../../local/shared/access.js";
import type { Activity } from "../../local/shared/activity.js";
import { groupId, TENANT } from "../../local/shared/arm-id.js";
import type { Properties } from "../../local/shared/resource.js";
import type { Platform, Service } from "../../local/shared/service.js";
import { Store } from "../../local/shared/store.js";
import { ManualClock } from "./functions/manual-clock.js";
import { loopbackHttpClient } from "./storage/loopback-http-client.js";

export const GROUP = groupId("rg");

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
}

export interface ReceivedRequest {
  readonly method: string;
  /** Path with its query. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

/** What a host of the outside answers; nothing keeps the caller waiting. */
export type Responder = (
  request: ReceivedRequest,
) => { readonly status: number; readonly headers?: Record<string, string>; readonly body?: string } | undefined;

/**
 * A service of the local Azure over real HTTP on loopback, with the real store, resource manager and role-based
 * access control, and a clock that the test moves. Tokens are fake: `principal@audience`.
 */
export class World<S extends Service> {
  readonly clock = new ManualClock();
  readonly activities: Activity[] = [];
  readonly #store = new Store(":memory:");
  readonly resources = new ResourceStore(this.#store);
  readonly #hosts = new Map<string, Server>();
  readonly #server = createServer((request, response) => void this.#answer(request, response));
  readonly misbehaviours = new MisbehaviourSettings(this.clock, {
    record: (activity) => void this.activities.push({ ...activity, at: this.clock.now() }),
  });
  readonly platform = this.#platform();
  service: S;
  manager: ResourceManager;
  /** Tokens that the service asked for itself. */
  readonly tokens: { readonly identity: string; readonly audience: string }[] = [];

  constructor(private readonly create: (platform: Platform) => S) {
    this.service = create(this.platform);
    this.manager = this.#manager();
  }

  async open(): Promise<void> {
    await listen(this.#server);
    await this.manager.put(GROUP, { location: "westeurope" });
    await this.service.start();
  }

  async close(): Promise<void> {
    await this.service.stop();
    await Promise.all([this.#server, ...this.#hosts.values()].map(end));
    this.#store.close();
  }

  /** Ends the service, and starts a new one on what the old one kept. */
  async restart(between: () => Promise<void> = async () => undefined): Promise<void> {
    await this.service.stop();
    await between();
    this.service = this.create(this.platform);
    this.manager = this.#manager();
    await this.service.start();
  }

  /** Puts a host on the wire, in place of what was there; requests to all others find nobody. */
  async serve(host: string, respond: Responder): Promise<ReceivedRequest[]> {
    const received: ReceivedRequest[] = [];
    const server = createServer(async (request, response) => {
      const { method = "", url: path = "", headers } = request;
      const seen = { method, path, headers, body: Buffer.concat(await request.toArray()).toString() };
      received.push(seen);
      const answer = respond(seen);
      if (answer !== undefined) response.writeHead(answer.status, answer.headers).end(answer.body);
    });
    await listen(server);
    const before = this.#hosts.get(host);
    this.#hosts.set(host, server);
    if (before !== undefined) await end(before);
    return received;
  }

  put = async (id: string, inputs: Properties): Promise<Properties> => (await this.manager.put(id, inputs)).outputs;

  /** Declares a user-assigned identity. */
  identity(name: string): Promise<Properties> {
    return this.put(identityId(name), { clientId: `client-of-${name}`, principalId: `principal-of-${name}` });
  }

  /** @param role id of a built-in role. */
  async grant(principalId: string, role: string, scope: string): Promise<string> {
    const id = `${scope}/providers/Microsoft.Authorization/roleAssignments/${randomUUID()}`;
    const roleDefinitionId = `${GROUP}/providers/Microsoft.Authorization/roleDefinitions/${role}`;
    await this.manager.put(id, { principalId, principalType: "ServicePrincipal", roleDefinitionId, scope });
    return id;
  }

  /** A request as it is. */
  send(
    method: string,
    url: string,
    headers: Record<string, string> = {},
    body: string | Uint8Array = "",
  ): Promise<Answer> {
    const { host, pathname, search } = new URL(url);
    return new Promise((resolve, reject) => {
      httpRequest(
        {
          host: "127.0.0.1",
          port: portOf(this.#server),
          method,
          path: pathname + search,
          headers: { host, ...headers },
        },
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
  sdkOptions(): object {
    return { httpClient: loopbackHttpClient(() => portOf(this.#server)), retryOptions: { maxRetries: 0 } };
  }

  get port(): number {
    return portOf(this.#server);
  }

  of(what: string): Activity[] {
    return this.activities.filter((activity) => activity.what === what);
  }

  /** Waits for the n-th activity of a kind. */
  async until(what: string, n = 1): Promise<Activity> {
    await this.when(() => this.of(what).length >= n, `activity "${what}" (${n})`);
    return this.of(what)[n - 1] as Activity;
  }

  async when(holds: () => boolean, what = "condition"): Promise<void> {
    for (let rounds = 0; !holds(); rounds += 1) {
      if (rounds > 2_000) throw new Error(`${what} did not come; seen: ${JSON.stringify(this.activities)}`);
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
  }

  /** Lets all that has begun come to its end, as far as time allows. */
  settle(): Promise<void> {
    return new Promise((resolve) => setTimeout(resolve, 30));
  }

  async #fetch(url: string, init: RequestInit): Promise<Response> {
    const { host, pathname, search } = new URL(url);
    const server = this.#hosts.get(host);
    if (server === undefined) throw Object.assign(new Error("no such host"), { code: "ENOTFOUND" });
    return fetch(`http://127.0.0.1:${portOf(server)}${pathname}${search}`, { ...init, redirect: "manual" });
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      await this.service.handle(request, response);
    } catch (error) {
      response.writeHead(500).end(`unforeseen: ${String(error)}`);
    }
  }

  #manager(): ResourceManager {
    const own = [resourceGroupType, roleAssignmentType(() => this.resources, this)];
    return new ResourceManager(this.resources, [...own, ...this.service.resourceTypes]);
  }

  #platform(): Platform {
    const activities: Platform["activities"] = {
      record: (activity) => void this.activities.push({ ...activity, at: this.clock.now() }),
      follow: () => () => undefined,
    };
    const decisions = new DecisionLog(this.#store, this.clock);
    const authorization = new Authorization(this.resources, [], decisions, activities, this.misbehaviours);
    return {
      folder: "unused",
      debugged: new Set(),
      clock: this.clock,
      store: this.#store,
      resources: this.resources,
      arm: {
        read: (id) => this.manager.read(id),
        act: (id, action, body) => this.manager.act(id, action, body),
      },
      activities,
      misbehaviours: this.misbehaviours,
      access: {
        async authenticate(header, audiences) {
          const [, id, audience] = /^Bearer (.+)@(.+)$/.exec(header ?? "") ?? [];
          if (id === undefined || audience === undefined) throw new TokenError("missing", "no token");
          if (!audiences.includes(audience)) throw new TokenError("audience", `the token is for ${audience}`);
          return { id, clientId: `client-of-${id}`, tenant: TENANT };
        },
        authorize: (principal, request) => authorization.authorize(principal, request),
      },
      identities: {
        token: async (identity, audience) => {
          this.tokens.push({ identity, audience });
          return `token-of-${identity.split("/").at(-1)}`;
        },
        environment: () => ({}),
      },
      wire: {
        fetch: (url, init = {}) => this.#fetch(url, init),
        request: (url, init) => this.#fetch(url, init),
        environment: () => ({}),
      },
    };
  }
}

export const identityId = (name: string): string =>
  `${GROUP}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/${name}`;

/** A credential whose token is for the audience that the client asks for. */
export const credential = (principal: string) => ({
  getToken: async (scopes: string | string[]) => ({
    token: `${principal}@${String(Array.isArray(scopes) ? scopes[0] : scopes).replace(/\/\.default$/, "")}`,
    expiresOnTimestamp: Date.now() + 3_600_000,
  }),
});

const portOf = (server: Server): number => (server.address() as AddressInfo).port;

const listen = (server: Server): Promise<void> => new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));

function end(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(() => resolve()));
}
