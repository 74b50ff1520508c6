import { randomBytes } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { Audit } from "../authorization/audit.js";
import type { TrialToken } from "../entra/trial-token.js";
import type { Claims } from "../github/github-issuer.js";
import type { JobEnvironment } from "../github/job-tokens.js";
import type { Trace, TraceSummary } from "../monitor/index.js";
import type { Debugging } from "../shared/debugging.js";
import { endServer, openOnLoopback } from "../shared/loopback-server.js";
import type { Metric } from "../shared/metrics.js";
import type { MovableClock } from "../shared/movable-clock.js";
import { OPEN_METRICS_TYPE, openMetrics } from "../shared/open-metrics.js";
import { sameSecret } from "../shared/same-secret.js";
import type { StandingRole } from "../shared/standing-role.js";
import type { ActivityLog } from "./activity-log.js";
import type { ApplicationLogin, LocalTime, Status } from "./control-client.js";
import type { MisbehaviourSettings } from "./misbehaviour-settings.js";
import { readApplicationLogin, readGitHubJob } from "./read-logins.js";
import { readStandingRoles } from "./read-standing-roles.js";

/** How many traces the list of the latest has. */
const TRACES = 30;

/** What the control interface gives out besides activities. */
export interface Controlled {
  status(): Status;
  /** Keys of an app's host: what `az functionapp keys list` prints. */
  keys(app: string): object | undefined;
  readonly misbehaviours: Pick<MisbehaviourSettings, "set" | "clear" | "numbers">;
  /** Gives the deployer these roles in place of those that it had. @throws when one cannot be evaluated. */
  deployAs(roles: readonly StandingRole[]): void;
  /** Opens an app to a debugger; closes it without `debugging`. @returns whether there is such an app. */
  inspect(app: string, debugging: Debugging | undefined): boolean;
  /** Runs an app in so many instances. @returns whether there is such an app. @throws when that is no such number. */
  scale(app: string, instances: number): boolean;
  audit(): Promise<Audit>;
  metrics(): readonly Metric[];
  readonly traces: { latest(limit: number): readonly TraceSummary[]; read(text: string): Trace | undefined };
  readonly clock: Pick<MovableClock, "now" | "aheadMs" | "advance">;
  /** What a process needs to log in as a person of the tenant. @throws when there is no such person. */
  credentialsOf(person: string): Readonly<Record<string, string>>;
  /** @throws when there is no such person. */
  objectIdOf(person: string): string;
  /** @throws when there is no such API, or it has no such role or scope. */
  trialToken(asked: TrialToken): Promise<string>;
  gitHubJob(subject: string, claims: Claims | undefined): JobEnvironment;
  /** @throws when the login refuses it. */
  providersOf(login: ApplicationLogin): Promise<Readonly<Record<string, string>>>;
  stop(): void;
}

/** How the command line talks to the running local Azure: HTTP on loopback, for who can read the run file. */
export class ControlServer {
  readonly token = randomBytes(24).toString("base64url");
  readonly #server: Server;

  constructor(
    private readonly activities: ActivityLog,
    private readonly controlled: Controlled,
  ) {
    this.#server = createServer((request, response) => this.#answer(request, response));
  }

  async listen(): Promise<string> {
    return `http://127.0.0.1:${await openOnLoopback(this.#server)}`;
  }

  close(): Promise<void> {
    return endServer(this.#server);
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    const json = (status: number, body: object) =>
      response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
    if (!this.#isAllowed(request.headers.authorization))
      return void json(401, { error: "the token of run.json is needed" });
    // After the token: what is no URL throws, and nobody else may make it.
    const url = new URL(request.url ?? "/", "http://127.0.0.1");
    switch (`${request.method} ${url.pathname}`) {
      case "GET /status":
        return void json(200, this.controlled.status());
      case "GET /keys": {
        const keys = this.controlled.keys(url.searchParams.get("app") ?? "");
        return void (keys === undefined
          ? json(404, { error: `no running app "${url.searchParams.get("app")}"` })
          : json(200, keys));
      }
      case "GET /activities":
        this.#stream(url.searchParams, response);
        return;
      case "PUT /debugger":
      case "DELETE /debugger": {
        const app = url.searchParams.get("app") ?? "";
        const debugging = request.method === "PUT" ? debuggingOf(url.searchParams) : undefined;
        return void (this.controlled.inspect(app, debugging) ? json(202, {}) : json(404, { error: `no app "${app}"` }));
      }
      case "PUT /instances":
        return void this.#scale(url.searchParams, json);
      case "GET /misbehaviours":
        return void json(200, this.controlled.misbehaviours.numbers());
      case "DELETE /misbehaviours":
        this.controlled.misbehaviours.clear();
        return void json(200, {});
      case "PUT /misbehaviours":
        return void this.#misbehave(url.searchParams, json);
      case "PUT /deployer":
        return void this.#answerTo(request, json, (body) => {
          this.controlled.deployAs(readStandingRoles(body));
          return {};
        });
      case "POST /credentials":
        return void this.#answerTo(request, json, (body) =>
          this.controlled.credentialsOf((JSON.parse(body) as { person: string }).person),
        );
      case "POST /object-id":
        return void this.#answerTo(request, json, (body) => ({
          objectId: this.controlled.objectIdOf((JSON.parse(body) as { person: string }).person),
        }));
      case "POST /token":
        return void this.#answerTo(request, json, async (body) => ({
          token: await this.controlled.trialToken(JSON.parse(body) as TrialToken),
        }));
      case "POST /github-job":
        return void this.#answerTo(request, json, (body) => {
          const { subject, claims } = readGitHubJob(body);
          return this.controlled.gitHubJob(subject, claims);
        });
      case "POST /providers":
        return void this.#answerTo(request, json, (body) => this.controlled.providersOf(readApplicationLogin(body)));
      case "GET /audit":
        this.controlled.audit().then(
          (audit) => json(200, audit),
          (error: Error) => json(500, { error: error.message }),
        );
        return;
      case "GET /metrics": {
        const metrics = this.controlled.metrics();
        if (url.searchParams.get("as") === "json") return void json(200, metrics);
        return void response.writeHead(200, { "content-type": OPEN_METRICS_TYPE }).end(openMetrics(metrics));
      }
      case "GET /traces":
        return void this.#traces(url.searchParams.get("id"), json);
      case "GET /clock":
        return void json(200, this.#time());
      case "PUT /clock":
        return void this.#advance(Number(url.searchParams.get("ms") ?? Number.NaN), json);
      case "POST /stop":
        json(202, {});
        this.controlled.stop();
        return;
      default:
        return void json(404, { error: `no such path: ${url.pathname}` });
    }
  }

  #traces(id: string | null, json: (status: number, body: object) => void): void {
    const { traces } = this.controlled;
    const why = "telemetry arrives a few seconds after a function ran, and the oldest of it is dropped";
    try {
      const found = id === null ? traces.latest(TRACES) : traces.read(id);
      if (found !== undefined) json(200, found);
      else json(404, { error: `no trace "${id}": ${why}. The latest: npm run local -- traces` });
    } catch (error) {
      json(400, { error: (error as Error).message });
    }
  }

  #scale(asked: URLSearchParams, json: (status: number, body: object) => void): void {
    const app = asked.get("app") ?? "";
    try {
      const found = this.controlled.scale(app, Number(asked.get("number") ?? Number.NaN));
      json(found ? 202 : 404, found ? {} : { error: `no app "${app}"` });
    } catch (error) {
      json(400, { error: (error as Error).message });
    }
  }

  #misbehave(parameters: URLSearchParams, json: (status: number, body: object) => void): void {
    try {
      this.controlled.misbehaviours.set(parameters.get("name") ?? "", Number(parameters.get("number") ?? Number.NaN));
      json(200, {});
    } catch (error) {
      json(400, { error: (error as Error).message });
    }
  }

  /** Answers a request by its body. */
  async #answerTo(
    request: IncomingMessage,
    json: (status: number, body: object) => void,
    act: (body: string) => object | Promise<object>,
  ): Promise<void> {
    try {
      json(200, await act(Buffer.concat(await request.toArray()).toString()));
    } catch (error) {
      json(400, { error: (error as Error).message });
    }
  }

  #advance(ms: number, json: (status: number, body: object) => void): void {
    try {
      this.controlled.clock.advance(ms);
      json(200, this.#time());
    } catch (error) {
      json(400, { error: (error as Error).message });
    }
  }

  #time(): LocalTime {
    const { clock } = this.controlled;
    return { now: clock.now().toISOString(), aheadMs: clock.aheadMs };
  }

  /** One JSON object a line: the kept ones since a time, then each as it happens unless `follow` is `no`. */
  #stream(asked: URLSearchParams, response: ServerResponse): void {
    const since = asked.get("since");
    response.writeHead(200, { "content-type": "application/x-ndjson" });
    response.flushHeaders();
    const write = (activity: object) => response.write(`${JSON.stringify(activity)}\n`);
    if (since !== null) this.activities.latest(new Date(since)).forEach(write);
    if (asked.get("follow") === "no") return void response.end();
    const end = this.activities.follow(write);
    response.on("close", end);
  }

  #isAllowed(authorization: string | undefined): boolean {
    return sameSecret(`Bearer ${this.token}`, authorization ?? "");
  }
}

function debuggingOf(asked: URLSearchParams): Debugging {
  const directory = asked.get("directory");
  return { port: Number(asked.get("port")), ...(directory === null ? {} : { directory }) };
}
