import { randomUUID } from "node:crypto";
import { request } from "node:https";
import { setTimeout as sleep } from "node:timers/promises";
import { EventGridPublisherClient } from "@azure/eventgrid";
import { DefaultAzureCredential } from "@azure/identity";
import { agentOf, keptConnections, type Way } from "./kept-connections.js";

/** What the client does when it is asked. */
export type Job =
  /** Publishes requests of so many events as fast as it can. */
  | { readonly kind: "flood"; readonly to: Publishing; readonly requests: number; readonly batch: number }
  /** Publishes single events at a rate. */
  | { readonly kind: "pace"; readonly to: Publishing; readonly events: number; readonly perSecond: number }
  /** Posts one event after another to each of several hosts, with nothing in between. */
  | { readonly kind: "post"; readonly ways: readonly Way[]; readonly events: number; readonly atOnce: number }
  /** Asks until the answer is a number that is large enough. */
  | { readonly kind: "await"; readonly way: Way; readonly path: string; readonly atLeast: number }
  | { readonly kind: "get"; readonly way: Way; readonly path: string };

export interface Publishing {
  readonly way: Way;
  readonly type: string;
}

const CONNECTIONS = 10;
const POLL_MS = 20;
const credential = new DefaultAzureCredential();
const publishers = new Map<string, EventGridPublisherClient<"CloudEvent">>();

process.on("message", (job: Job) => void run(job).then((answer) => process.send?.(answer)));
process.send?.("ready");

/** @returns milliseconds, or what was asked for. */
async function run(job: Job): Promise<unknown> {
  const startedAt = performance.now();
  if (job.kind === "flood") {
    await repeat(job.requests, CONNECTIONS, () => publish(job.to, job.batch));
  } else if (job.kind === "pace") {
    await pace(job.events, job.perSecond, () => publish(job.to, 1));
  } else if (job.kind === "post") {
    await Promise.all(job.ways.map((way) => post(way, job.events, job.atOnce)));
  } else if (job.kind === "await") {
    while (Number(await get(job.way, job.path)) < job.atLeast) await sleep(POLL_MS);
  } else return get(job.way, job.path);
  return performance.now() - startedAt;
}

function publish({ way, type }: Publishing, count: number): Promise<void> {
  const endpoint = `https://${way.host}/api/events`;
  const known = publishers.get(endpoint);
  const publisher =
    known ??
    new EventGridPublisherClient(endpoint, "CloudEvent", credential, {
      additionalPolicies: keptConnections(way, CONNECTIONS),
      retryOptions: { maxRetries: 0 },
    });
  publishers.set(endpoint, publisher);
  return publisher.send(Array.from({ length: count }, () => eventOf(type)));
}

const eventOf = (type: string) => ({
  id: randomUUID(),
  type,
  source: "/bench",
  data: { sentAt: performance.timeOrigin + performance.now() },
});

async function post(way: Way, events: number, atOnce: number): Promise<void> {
  const agent = agentOf(way, atOnce);
  await repeat(events, atOnce, async () => {
    await send(way, { agent, method: "POST" }, JSON.stringify({ ...eventOf("bench"), specversion: "1.0" }));
  });
  agent.destroy();
}

async function get(way: Way, path: string): Promise<unknown> {
  const agent = agentOf(way, 1);
  const text = await send(way, { agent, path });
  agent.destroy();
  return JSON.parse(text);
}

function send(
  { host }: Way,
  options: { readonly agent: ReturnType<typeof agentOf>; readonly method?: string; readonly path?: string },
  body = "",
): Promise<string> {
  return new Promise((resolve, reject) => {
    request({ host, headers: { "content-type": "application/json" }, ...options }, async (answer) => {
      const text = Buffer.concat(await answer.toArray()).toString();
      if (answer.statusCode === 200) resolve(text);
      else reject(new Error(`${host} answered ${answer.statusCode}: ${text}`));
    })
      .once("error", reject)
      .end(body);
  });
}

/** Does something so many times, with so many of them under way. */
async function repeat(times: number, atOnce: number, act: () => Promise<void>): Promise<void> {
  let left = times;
  const loop = async () => {
    while (left-- > 0) await act();
  };
  await Promise.all(Array.from({ length: atOnce }, loop));
}

/** Does something at a rate, whether or not the ones before have come to an end. */
async function pace(times: number, perSecond: number, act: () => Promise<void>): Promise<void> {
  const startedAt = performance.now();
  const begun: Promise<void>[] = [];
  while (begun.length < times) {
    const due = Math.min(times, Math.floor(((performance.now() - startedAt) * perSecond) / 1000) + 1);
    while (begun.length < due) begun.push(act());
    await sleep(1);
  }
  await Promise.all(begun);
}
