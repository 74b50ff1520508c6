import { createInterface } from "node:readline";
import { Readable } from "node:stream";
import type { Audit } from "../authorization/audit.js";
import type { TrialToken } from "../entra/trial-token.js";
import type { Claims } from "../github/github-issuer.js";
import type { JobEnvironment } from "../github/job-tokens.js";
import type { Trace, TraceSummary } from "../monitor/index.js";
import type { Activity } from "../shared/activity.js";
import type { Debugging } from "../shared/debugging.js";
import type { Metric } from "../shared/metrics.js";
import type { MisbehaviourName } from "../shared/misbehaviour.js";
import type { StandingRole } from "../shared/standing-role.js";
import type { Run } from "./run-file.js";

/** What runs. */
export interface Status {
  readonly pid: number;
  /** How many are declared. */
  readonly resources: number;
  /** Of the local Azure's own process. */
  readonly memoryMB: number;
  readonly apps: readonly {
    readonly name: string;
    readonly state: string;
    readonly reason?: string;
    readonly inspectorPort?: number;
    /** How many run. */
    readonly instances: number;
  }[];
}

/** What time it is in the local Azure. */
export interface LocalTime {
  /** ISO time. */
  readonly now: string;
  /** How far that is ahead of the machine's, in milliseconds. */
  readonly aheadMs: number;
}

/** Keys of a function app's host, by kind and name. */
export interface HostKeys {
  readonly masterKey: string;
  readonly functionKeys: Readonly<Record<string, string>>;
  readonly systemKeys: Readonly<Record<string, string>>;
}

/** How an application logs in: by the token of an issuer that one of its federated credentials names. */
export interface ApplicationLogin {
  readonly clientId: string;
  readonly tenantId: string;
  /** For the audience `api://AzureADTokenExchange`. */
  readonly token: string;
}

/** The other end of the control interface. */
export class ControlClient {
  constructor(private readonly run: Run) {}

  async status(): Promise<Status> {
    return (await (await this.#fetch("/status")).json()) as Status;
  }

  /** @throws when no such app runs. */
  async keys(app: string): Promise<HostKeys> {
    const response = await this.#fetch(`/keys?app=${encodeURIComponent(app)}`);
    if (!response.ok) throw new Error(((await response.json()) as { error: string }).error);
    return (await response.json()) as HostKeys;
  }

  /** What it was told to do badly: seconds, or the times that are left; 0 is good. */
  async misbehaviours(): Promise<Record<MisbehaviourName, number>> {
    return (await (await this.#fetch("/misbehaviours")).json()) as Record<MisbehaviourName, number>;
  }

  /** Tells it to behave badly. @throws when there is no such misbehaviour, or the number is none. */
  async misbehave(name: string, number: number): Promise<void> {
    const response = await this.#fetch(`/misbehaviours?${new URLSearchParams({ name, number: `${number}` })}`, {
      method: "PUT",
    });
    if (!response.ok) throw new Error(((await response.json()) as { error: string }).error);
  }

  /** Tells it to behave well. */
  async behave(): Promise<void> {
    await this.#fetch("/misbehaviours", { method: "DELETE" });
  }

  /**
   * Opens an app to a debugger, and starts it anew so; without `debugging` it closes the app again.
   *
   * @param app the site's name.
   * @throws when there is no such app.
   */
  async inspect(app: string, debugging?: Debugging): Promise<void> {
    const { port, directory } = debugging ?? {};
    const asked = new URLSearchParams({
      app,
      ...(port === undefined ? {} : { port: String(port) }),
      ...(directory === undefined ? {} : { directory }),
    });
    const response = await this.#fetch(`/debugger?${asked}`, { method: debugging === undefined ? "DELETE" : "PUT" });
    if (!response.ok) throw new Error(((await response.json()) as { error: string }).error);
  }

  /**
   * Runs an app in so many instances, until the local Azure ends.
   *
   * @param app the site's name.
   * @param instances 1 to 10.
   * @throws when there is no such app, or that is no such number.
   */
  async scale(app: string, instances: number): Promise<void> {
    const asked = new URLSearchParams({ app, number: String(instances) });
    const response = await this.#fetch(`/instances?${asked}`, { method: "PUT" });
    if (!response.ok) throw new Error(((await response.json()) as { error: string }).error);
  }

  /**
   * Gives the deployer, the login of the provider, these roles in place of those that it had, until the local Azure
   * ends: one that is started makes it the owner of the subscription.
   *
   * @throws when there is no such role, or a condition cannot be evaluated.
   */
  async deployAs(roles: readonly StandingRole[]): Promise<void> {
    const response = await this.#fetch("/deployer", { method: "PUT", body: JSON.stringify(roles) });
    if (!response.ok) throw new Error(((await response.json()) as { error: string }).error);
  }

  /**
   * Plays GitHub's runner: what it sets for a job that may ask for tokens of this subject. The request token is good
   * for that subject alone, until the local Azure ends.
   *
   * @param subject e.g. `repo:octo-org@123456/octo-repo@456789:environment:dev`; 600 characters at most.
   * @param claims in place of those that the subject tells, e.g. `ref`.
   */
  gitHubJob(subject: string, claims?: Claims): Promise<JobEnvironment> {
    return this.#post("/github-job", { subject, claims });
  }

  /**
   * Providers that are logged in as an application: an attached provider cannot see the environment of the Pulumi CLI.
   * Each call authorises the login; its providers are made once, and end with the local Azure.
   *
   * @returns environment for the Pulumi CLI, in place of that of the run.
   * @throws with Entra's text when the login is refused.
   */
  providersOf(login: ApplicationLogin): Promise<Record<string, string>> {
    return this.#post("/providers", login);
  }

  /**
   * What a process needs to log in as one of the tenant's own people, in place of the developer's login of the run.
   *
   * @param person `deployer` or `developer`.
   * @throws when there is no such person.
   */
  credentialsOf(person: string): Promise<Record<string, string>> {
    return this.#post("/credentials", { person });
  }

  /** Who was granted what, what of it was used, and what was denied. */
  async audit(): Promise<Audit> {
    return (await (await this.#fetch("/audit")).json()) as Audit;
  }

  /** What the services counted and measured since the start, in the words of Azure Monitor. */
  async metrics(): Promise<Metric[]> {
    return (await (await this.#fetch("/metrics?as=json")).json()) as Metric[];
  }

  /** The latest traces, newest first. */
  async traces(): Promise<TraceSummary[]> {
    return (await (await this.#fetch("/traces")).json()) as TraceSummary[];
  }

  /**
   * One trace.
   *
   * @param id its id or the beginning of it, or the id of an event that it is about.
   * @throws when there is none, or more than one.
   */
  async trace(id: string): Promise<Trace> {
    const response = await this.#fetch(`/traces?${new URLSearchParams({ id })}`);
    if (!response.ok) throw new Error(((await response.json()) as { error: string }).error);
    return (await response.json()) as Trace;
  }

  async clock(): Promise<LocalTime> {
    return (await (await this.#fetch("/clock")).json()) as LocalTime;
  }

  /** Moves the clock of the local Azure ahead. @throws when that is too far. */
  async advance(ms: number): Promise<LocalTime> {
    const response = await this.#fetch(`/clock?ms=${ms}`, { method: "PUT" });
    if (!response.ok) throw new Error(((await response.json()) as { error: string }).error);
    return (await response.json()) as LocalTime;
  }

  /** Object id of a person of the tenant. @throws when there is no such person. */
  async objectIdOf(person: string): Promise<string> {
    return (await this.#post<{ readonly objectId: string }>("/object-id", { person })).objectId;
  }

  /** A token to try an API with. @throws when there is no such API, or it has no such role or scope. */
  async trialToken(asked: TrialToken): Promise<string> {
    return (await this.#post<{ readonly token: string }>("/token", asked)).token;
  }

  async stop(): Promise<void> {
    await this.#fetch("/stop", { method: "POST" });
  }

  /** Activities from a time on, until the signal or the end of the local Azure. */
  activities(since: Date, signal: AbortSignal): AsyncGenerator<Activity> {
    return this.#activities(`/activities?since=${since.toISOString()}`, { signal });
  }

  /** Activities from a time until now, as far as they are kept. */
  pastActivities(since: Date): AsyncGenerator<Activity> {
    return this.#activities(`/activities?since=${since.toISOString()}&follow=no`);
  }

  async *#activities(path: string, init: RequestInit = {}): AsyncGenerator<Activity> {
    const response = await this.#fetch(path, init);
    if (response.body === null) return;
    const body = Readable.fromWeb(response.body as never);
    try {
      for await (const line of createInterface({ input: body })) {
        const activity = JSON.parse(line) as Activity;
        yield { ...activity, at: new Date(activity.at) };
      }
    } finally {
      // Who has seen enough ends the connection as well.
      body.destroy();
    }
  }

  async #post<T>(path: string, body: object): Promise<T> {
    const response = await this.#fetch(path, { method: "POST", body: JSON.stringify(body) });
    if (!response.ok) throw new Error(((await response.json()) as { error: string }).error);
    return (await response.json()) as T;
  }

  #fetch(path: string, init: RequestInit = {}): Promise<Response> {
    return fetch(`${this.run.control.url}${path}`, {
      ...init,
      headers: { authorization: `Bearer ${this.run.control.token}` },
    });
  }
}
