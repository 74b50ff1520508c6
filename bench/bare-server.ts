import { once } from "node:events";
import { open } from "node:fs/promises";
import type { RequestListener } from "node:http";
import { Agent, createServer, request } from "node:https";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { Certificates } from "../local/gateway/certificates.js";
import type { Way } from "./kept-connections.js";

/** What the server does with each request. */
export type Errand =
  | { readonly kind: "store"; readonly forwardTo?: Way }
  | { readonly kind: "take" }
  | { readonly kind: "answer"; readonly headers: Readonly<Record<string, string>>; readonly body: string };

/**
 * The least that could do an errand, on bare `node:https`: what the local Azure is held against. A process of its own,
 * as that is.
 */
const [folder = "", text = "{}"] = process.argv.slice(2);
const errand = JSON.parse(text) as Errand;
const HOST = "bare.test";
const certificates = await Certificates.open(folder);

const server = createServer({ SNICallback: (host, done) => void context(host, done) }, await listenerOf(errand));
server.listen(0, "127.0.0.1");
await once(server, "listening");
const way: Way = {
  host: HOST,
  ca: certificates.authority,
  port: (server.address() as AddressInfo).port,
  isProxy: false,
};
process.send?.(way);

async function context(host: string, done: (error: Error | null, context?: never) => void): Promise<void> {
  done(null, (await certificates.contextFor(host)) as never);
}

async function listenerOf(errand: Errand): Promise<RequestListener> {
  if (errand.kind === "take") return taking();
  if (errand.kind === "answer")
    return (_request, response) => void response.writeHead(200, errand.headers).end(errand.body);
  return storing(errand.forwardTo === undefined ? undefined : forwarding(errand.forwardTo));
}

/** Appends the body to a file, syncs it and answers 200; then it is passed on. */
async function storing(pass?: (body: Buffer) => void): Promise<RequestListener> {
  const file = await open(join(folder, "bodies"), "a");
  return async (incoming, response) => {
    const body = Buffer.concat(await incoming.toArray());
    await file.appendFile(body);
    await file.sync();
    response.end();
    pass?.(body);
  };
}

function forwarding({ host, port, ca }: Way): (body: Buffer) => void {
  const agent = new Agent({ keepAlive: true, ca });
  return (body) => {
    request({ agent, host: "127.0.0.1", servername: host, port, method: "POST" }, (answer) => answer.resume()).end(
      body,
    );
  };
}

/** Reads events and keeps how old each is, in milliseconds; GET answers with that and forgets it. */
function taking(): RequestListener {
  const ages: number[] = [];
  return async (incoming, response) => {
    if (incoming.method === "GET") {
      response.end(JSON.stringify(ages.splice(0)));
      return;
    }
    const now = performance.timeOrigin + performance.now();
    const events = JSON.parse(Buffer.concat(await incoming.toArray()).toString()) as { data: { sentAt: number } }[];
    for (const { data } of [events].flat()) ages.push(now - data.sentAt);
    response.end();
  };
}
