import { createInterface } from "node:readline";
import { Readable } from "node:stream";
import type { Activity } from "../shared/activity.js";
import type { Run } from "./run-file.js";

/** What runs. */
export interface Status {
  readonly pid: number;
  /** How many are declared. */
  readonly resources: number;
  /** Of the local Azure's own process. */
  readonly memoryMB: number;
  readonly apps: readonly { readonly name: string; readonly state: string; readonly reason?: string }[];
}

/** The other end of the control interface. */
export class ControlClient {
  constructor(private readonly run: Run) {}

  async status(): Promise<Status> {
    return (await (await this.#fetch("/status")).json()) as Status;
  }

  /** @throws when no such app runs. */
  async keys(
    app: string,
  ): Promise<{ readonly masterKey: string; readonly functionKeys: Readonly<Record<string, string>> }> {
    const response = await this.#fetch(`/keys?app=${encodeURIComponent(app)}`);
    if (!response.ok) throw new Error(((await response.json()) as { error: string }).error);
    return (await response.json()) as { masterKey: string; functionKeys: Record<string, string> };
  }

  /** The key that every function of an app takes. @throws when no such app runs, or when its host has no such key. */
  async functionKey(app: string): Promise<string> {
    const { default: key } = (await this.keys(app)).functionKeys;
    if (key === undefined) throw new Error(`the host of ${app} has no default function key`);
    return key;
  }

  async stop(): Promise<void> {
    await this.#fetch("/stop", { method: "POST" });
  }

  /** Activities from a time on, until the signal or the end of the local Azure. */
  async *activities(since: Date, signal: AbortSignal): AsyncGenerator<Activity> {
    const response = await this.#fetch(`/activities?since=${since.toISOString()}`, { signal });
    if (response.body === null) return;
    const lines = createInterface({ input: Readable.fromWeb(response.body as never) });
    for await (const line of lines) {
      const activity = JSON.parse(line) as Activity;
      yield { ...activity, at: new Date(activity.at) };
    }
  }

  #fetch(path: string, init: RequestInit = {}): Promise<Response> {
    return fetch(`${this.run.control.url}${path}`, {
      ...init,
      headers: { authorization: `Bearer ${this.run.control.token}` },
    });
  }
}
