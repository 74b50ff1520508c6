import type { IncomingMessage, ServerResponse } from "node:http";
import { keyOf } from "../shared/arm-id.js";
import type { Debugging } from "../shared/debugging.js";
import type { Resource } from "../shared/resource.js";
import type { Platform, Service } from "../shared/service.js";
import { Deployments } from "./deployment/deployments.js";
import { publishApi } from "./deployment/publish-api.js";
import { errors } from "./errors.js";
import { answerWithFetch } from "./fetch-answer.js";
import { FunctionHost } from "./host/function-host.js";
import { publishingCredentialsPolicy } from "./resources/publishing-credentials-policy.js";
import { SITES, serverFarm } from "./resources/server-farm.js";
import { siteFunction } from "./resources/site-function.js";
import { webSite } from "./resources/web-site.js";
import { readSite, type Site } from "./site.js";
import { answerSite } from "./site-api.js";

const HOST_NAME = /^([a-z0-9-]+)(\.scm)?\.azurewebsites\.net$/;

/** More are of no use on one machine: each is a process of 50 MB and more. */
const MOST_INSTANCES = 10;

/** Keys of a host, as `host/default/listKeys` gives them. */
export interface HostKeyList {
  readonly masterKey: string;
  readonly functionKeys: Readonly<Record<string, string>>;
  readonly systemKeys: Readonly<Record<string, string>>;
}

/** How an app is. */
export interface AppStatus {
  readonly name: string;
  readonly id: string;
  /** As `/admin/host/status` says it. */
  readonly state: string;
  /** Why it does not run. */
  readonly reason?: string;
  /** Process id of its first instance. */
  readonly pid?: number;
  /** How many instances run. */
  readonly instances: number;
  /** Where a debugger may attach, on 127.0.0.1; absent when the app is not opened to one. */
  readonly inspectorPort?: number;
  readonly functions: readonly string[];
}

/** The service, and what the control interface of the local Azure asks of it. */
export interface FunctionsService extends Service {
  apps(): AppStatus[];
  /** The last log lines of an app, by the site's name; undefined when there is no such app. */
  logs(siteName: string, lines?: number): Promise<string[] | undefined>;
  /** Undefined before its host is up, or when there is no such app. Not for logs. */
  keysOf(siteName: string): HostKeyList | undefined;
  /**
   * Opens an app to a debugger, or closes it, and starts it anew so. It stays open over its restarts and deployments,
   * until the local Azure ends.
   *
   * @returns whether there is such an app.
   */
  inspect(siteName: string, debugging: Debugging | undefined): boolean;
  /**
   * Runs an app in so many instances, over its deployments, until the local Azure ends. An app that is open to a
   * debugger has one.
   *
   * @param instances 1 to 10.
   * @returns whether there is such an app.
   * @throws RangeError
   */
  scale(siteName: string, instances: number): boolean;
}

/** The Functions host of the local Azure. */
export function createFunctions(platform: Platform): FunctionsService {
  return new Functions(platform);
}

class Functions implements FunctionsService {
  readonly name = "functions";
  readonly resourceTypes: Service["resourceTypes"];
  readonly #platform: Platform;
  readonly #deployments: Deployments;
  /** By ARM id, lower case. */
  readonly #hosts = new Map<string, FunctionHost>();
  /** By host name. Of the service and not of a host: a site that is replaced under its name stays open. */
  readonly #debugging = new Map<string, Debugging>();
  /** Deployments under way. */
  readonly #work = new Set<Promise<unknown>>();
  #isStarted = false;

  constructor(platform: Platform) {
    this.#platform = platform;
    this.#deployments = new Deployments(platform.store, platform.clock);
    this.resourceTypes = [
      serverFarm(platform),
      webSite(platform, {
        listKeys: (site) => ({ ...this.#listed(site) }),
        restart: (site) => this.#hosts.get(keyOf(site.id))?.restart(),
        remove: (site) => this.#remove(site.id),
      }),
      siteFunction({
        functionsOf: (siteId) => this.#hosts.get(keyOf(siteId))?.session?.functions ?? [],
        keysOf: (siteId, name) => {
          const keys = this.#hosts.get(keyOf(siteId))?.keys;
          if (keys === undefined) throw errors.hostUnavailable();
          return keys.functions.of(name);
        },
      }),
      publishingCredentialsPolicy(platform.resources),
    ];
    platform.resources.onChange(({ kind, resource }) => {
      if (!this.#isStarted || resource.type.toLowerCase() !== SITES.toLowerCase()) return;
      if (kind === "put") this.#take(resource);
      else void this.#remove(resource.id);
    });
  }

  answers(host: string): boolean {
    return HOST_NAME.test(host);
  }

  async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const [, name = "", scm] = HOST_NAME.exec(hostNameIn(request)) ?? [];
    const host = this.#named(name);
    if (host === undefined || scm !== undefined) {
      const answer = (asked: Request) => this.#answerScm(asked, host);
      return answerWithFetch(request, response, answer, (error) => this.#failed(error));
    }
    try {
      await answerSite(request, response, host, (error) => this.#failed(error));
    } catch (error) {
      const failure = this.#failed(error);
      if (response.headersSent) response.destroy();
      else response.writeHead(failure.status, { "content-type": "text/plain" }).end(await failure.text());
    }
  }

  async start(): Promise<void> {
    await this.#deployments.failInterrupted();
    this.#isStarted = true;
    for (const site of this.#platform.resources.list(SITES)) this.#take(site);
  }

  async stop(): Promise<void> {
    this.#isStarted = false;
    await Promise.allSettled(this.#work);
    await Promise.all([...this.#hosts.values()].map((host) => host.stop()));
    this.#hosts.clear();
  }

  apps(): AppStatus[] {
    return [...this.#hosts.values()].map(({ site, state, reason, session, sessions }) => ({
      ...portOf(this.#debugging.get(site.hostName)),
      name: site.name,
      id: site.id,
      state,
      ...(reason === undefined ? {} : { reason }),
      ...(session?.worker.pid === undefined ? {} : { pid: session.worker.pid }),
      instances: sessions.length,
      functions: session?.functions.map(({ name }) => name) ?? [],
    }));
  }

  async logs(siteName: string, lines = 200): Promise<string[] | undefined> {
    return this.#named(siteName)?.journal.read(lines);
  }

  keysOf(siteName: string): HostKeyList | undefined {
    const host = this.#named(siteName);
    return host?.keys === undefined ? undefined : this.#keys(host);
  }

  inspect(siteName: string, debugging: Debugging | undefined): boolean {
    const host = this.#named(siteName);
    if (host === undefined) return false;
    const { hostName } = host.site;
    if (debugging === undefined) this.#debugging.delete(hostName);
    else this.#debugging.set(hostName, debugging);
    if (debugging === undefined) this.#platform.debugged.delete(hostName);
    else this.#platform.debugged.add(hostName);
    host.restart();
    return true;
  }

  scale(siteName: string, instances: number): boolean {
    if (!Number.isInteger(instances) || instances < 1 || instances > MOST_INSTANCES) {
      throw new RangeError(`${instances} instances: expected a whole number from 1 to ${MOST_INSTANCES}`);
    }
    const host = this.#named(siteName);
    host?.scale(instances);
    return host !== undefined;
  }

  #named(siteName: string): FunctionHost | undefined {
    return [...this.#hosts.values()].find(({ site }) => site.name.toLowerCase() === siteName.toLowerCase());
  }

  /** @throws AzureError 400 before the host is up. */
  #listed({ id }: Resource): HostKeyList {
    const host = this.#hosts.get(keyOf(id));
    const { clock, misbehaviours } = this.#platform;
    if (misbehaviours.leftMs("keys-late", host?.keysSince ?? clock.now(), id) > 0) throw errors.hostUnavailable();
    return this.#keys(host);
  }

  #keys(host: FunctionHost | undefined): HostKeyList {
    if (host?.keys === undefined) throw errors.hostUnavailable();
    const { keys } = host;
    return { masterKey: keys.masterKey, functionKeys: keys.of("functionKeys"), systemKeys: keys.of("systemKeys") };
  }

  #take(resource: Resource): void {
    const site = readSite(resource, this.#platform.resources);
    const host = this.#hosts.get(keyOf(site.id));
    if (host !== undefined) {
      host.update(site);
      return;
    }
    const made = new FunctionHost(this.#platform, this.#deployments, site, () => this.#debugging.get(site.hostName));
    this.#hosts.set(keyOf(site.id), made);
    made.restart();
  }

  async #remove(siteId: string): Promise<void> {
    const host = this.#hosts.get(keyOf(siteId));
    this.#hosts.delete(keyOf(siteId));
    await host?.remove();
    await this.#deployments.forget(siteId);
  }

  #answerScm(request: Request, host: FunctionHost | undefined): Response | Promise<Response> {
    if (host === undefined) return new Response("404 Web Site not found.", { status: 404 });
    return publishApi(this.#platform, host.site, {
      deployments: this.#deployments,
      journal: host.journal,
      track: (work) => {
        const done: Promise<unknown> = work
          .catch((error: unknown) => this.#tell(error))
          .finally(() => this.#work.delete(done));
        this.#work.add(done);
      },
      onPublished: (site: Site) => this.#hosts.get(keyOf(site.id))?.restart(),
    }).fetch(request);
  }

  #failed(error: unknown): Response {
    return new Response(`The local Functions host failed: ${this.#tell(error)}`, { status: 500 });
  }

  /** Records the host's own failure. */
  #tell(error: unknown): string {
    const note = error instanceof Error ? error.message : String(error);
    this.#platform.activities.record({ service: this.name, what: "failed", target: "azurewebsites.net", note });
    return note;
  }
}

const portOf = (debugging: Debugging | undefined): { inspectorPort?: number } =>
  debugging === undefined ? {} : { inspectorPort: debugging.port };

/** Lower case, without a port. */
const hostNameIn = ({ headers }: IncomingMessage): string => (headers.host ?? "").replace(/:\d+$/, "").toLowerCase();
