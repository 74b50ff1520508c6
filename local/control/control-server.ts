import { randomBytes } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { sameSecret } from "../shared/same-secret.js";
import type { ActivityLog } from "./activity-log.js";
import type { Status } from "./control-client.js";

/** What the control interface gives out besides activities. */
export interface Controlled {
  status(): Status;
  /** Keys of an app's host: what `az functionapp keys list` prints. */
  keys(app: string): object | undefined;
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
    await new Promise<void>((resolve) => this.#server.listen(0, "127.0.0.1", resolve));
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  close(): Promise<void> {
    this.#server.closeAllConnections();
    return new Promise((resolve) => this.#server.close(() => resolve()));
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    const url = new URL(request.url ?? "/", "http://127.0.0.1");
    const json = (status: number, body: object) =>
      response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
    if (!this.#isAllowed(request.headers.authorization))
      return void json(401, { error: "the token of run.json is needed" });
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
        this.#stream(url.searchParams.get("since"), response);
        return;
      case "POST /stop":
        json(202, {});
        this.controlled.stop();
        return;
      default:
        return void json(404, { error: `no such path: ${url.pathname}` });
    }
  }

  /** One JSON object a line: the kept ones since a time, then each as it happens. */
  #stream(since: string | null, response: ServerResponse): void {
    response.writeHead(200, { "content-type": "application/x-ndjson" });
    response.flushHeaders();
    const write = (activity: object) => response.write(`${JSON.stringify(activity)}\n`);
    if (since !== null) this.activities.latest(new Date(since)).forEach(write);
    const end = this.activities.follow(write);
    response.on("close", end);
  }

  #isAllowed(authorization: string | undefined): boolean {
    return sameSecret(`Bearer ${this.token}`, authorization ?? "");
  }
}
