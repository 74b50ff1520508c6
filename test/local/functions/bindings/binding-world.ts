import { request as httpRequest } from "node:http";
import type { Activity } from "../../../../local/shared/activity.js";
import { accountId, queueId, type ROLES, StorageWorld } from "../../storage/storage-world.js";
import { app } from "../packages.js";
import { CLIENT_ID, HOST, IDENTITY, TestHost } from "../platform.js";

/** Account that the apps of the tests work on; their host's own blobs lie in another. */
export const DATA = "stdata";
/** Principal of the app's identity. */
export const APP = "app-identity";

/** Connection `Data` of the app, as an identity. */
export const BY_IDENTITY = {
  Data__accountName: DATA,
  Data__credential: "managedidentity",
  Data__clientId: CLIENT_ID,
} as const;

/** A queue is looked into as often as Azure lets it be. */
export const QUICK = { extensions: { queues: { maxPollingInterval: "00:00:00.1" } } };

export interface Message {
  readonly text: string;
  readonly dequeueCount: number;
}

/** The Functions host over the real storage service, its queues and tables and its roles. */
export class BindingWorld {
  readonly host = new TestHost();
  readonly storage = new StorageWorld();

  async open(...roles: (keyof typeof ROLES)[]): Promise<void> {
    await this.storage.open();
    await this.storage.account(DATA);
    for (const role of roles) await this.storage.grant(APP, role, accountId(DATA));
    await this.storage.grant("test", "blobContributor", accountId(DATA));
    await this.storage.grant("test", "queueContributor", accountId(DATA));
    await this.storage.grant("test", "tableContributor", accountId(DATA));
    this.host.elsewhere = (asked, body) =>
      new URL(asked.url).hostname.startsWith("stapp.blob.") ? undefined : this.#storage(asked, body);
    await this.host.start();
  }

  async close(): Promise<void> {
    await this.host.close();
    await this.storage.close();
  }

  queue(name: string): Promise<unknown> {
    return this.storage.manager.put(queueId(DATA, name), {});
  }

  /** Deploys an app from the body of its entry file. */
  deploy(
    body: string,
    settings: Readonly<Record<string, string>> = BY_IDENTITY,
    hostJson: object = QUICK,
  ): Promise<void> {
    return this.host.deploy(app(`const { input, output } = require(LIBRARY);\n${body}`, hostJson), settings);
  }

  /** Puts a message in as any client would. @param text as it lies in the queue. */
  async put(queue: string, text: string): Promise<void> {
    const escaped = text.replace(/&/g, "&amp;").replace(/</g, "&lt;");
    const body = `<QueueMessage><MessageText>${escaped}</MessageText></QueueMessage>`;
    const { status, text: answer } = await this.storage.send("POST", this.#messages(queue), AS_TEST, body);
    if (status !== 201) throw new Error(`Put Message: ${status} ${answer}`);
  }

  /** What can be seen in a queue; undefined when there is none. */
  async peek(queue: string): Promise<Message[] | undefined> {
    const url = `${this.#messages(queue)}?peekonly=true&numofmessages=32`;
    const { status, text } = await this.storage.send("GET", url, AS_TEST);
    if (status === 404) return undefined;
    return [...text.matchAll(/<QueueMessage>(.*?)<\/QueueMessage>/gs)].map(([, one = ""]) => ({
      text: /<MessageText>(.*?)<\/MessageText>/s.exec(one)?.[1] ?? "",
      dequeueCount: Number(/<DequeueCount>(\d+)</.exec(one)?.[1]),
    }));
  }

  /** How many messages lie in a queue, also those that are out of sight. */
  async length(queue: string): Promise<number> {
    const url = `https://${DATA}.queue.core.windows.net/${queue}?comp=metadata`;
    const { headers } = await this.storage.send("GET", url, AS_TEST);
    return Number(headers["x-ms-approximate-messages-count"] ?? 0);
  }

  /** Waits until something holds, while time passes for the host, a tenth of a second at a look. */
  async until(what: string, holds: () => Promise<boolean> | boolean): Promise<void> {
    for (let looks = 0; !(await holds()); looks += 1) {
      if (looks > 1_000) {
        throw new Error(`${what}: not in time; seen: ${JSON.stringify(this.host.activities)}\n${await this.log()}`);
      }
      this.host.clock.move(100);
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  }

  invocations(): Activity[] {
    return this.host.activities.filter(({ what }) => what === "invoked");
  }

  async log(): Promise<string> {
    return ((await this.host.functions.logs("func-app", 1_000)) ?? []).join("\n");
  }

  call(target: string, body?: string) {
    return this.host.call(HOST, target, body === undefined ? {} : { method: "POST", body });
  }

  #messages(queue: string): string {
    return `https://${DATA}.queue.core.windows.net/${queue}/messages`;
  }

  /** The wire to the storage service, whose tokens are names of principals. */
  #storage(asked: Request, body: Uint8Array): Promise<Response> {
    const url = new URL(asked.url);
    const headers = Object.fromEntries(asked.headers);
    if (headers.authorization?.startsWith(`Bearer ${IDENTITY} for `)) headers.authorization = `Bearer ${APP}`;
    return new Promise((resolve, reject) => {
      httpRequest(
        {
          host: "127.0.0.1",
          port: this.storage.port,
          method: asked.method,
          path: `${url.pathname}${url.search}`,
          headers: { ...headers, host: url.host, "content-length": String(body.byteLength) },
        },
        async (answer) => {
          const bytes = Buffer.concat(await answer.toArray());
          const status = answer.statusCode ?? 0;
          const bare = status === 204 || status === 304;
          const answered = Object.entries(answer.headers).map(
            ([name, value]) => [name, String(value)] as [string, string],
          );
          resolve(new Response(bare ? null : bytes, { status, headers: answered }));
        },
      )
        .on("error", reject)
        .end(body);
    });
  }
}

const AS_TEST = { authorization: "Bearer test" };

export const base64 = (value: unknown): string =>
  Buffer.from(typeof value === "string" ? value : JSON.stringify(value)).toString("base64");
