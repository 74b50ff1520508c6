import type { Child } from "./child.js";
import { Children } from "./children.js";
import type { Job } from "./event-client.js";
import { HELD, ONE, THREE } from "./event-flow/types.js";
import { type Flow, withFlow } from "./flow.js";
import type { Way } from "./kept-connections.js";
import { alternately, median } from "./median.js";
import { type Row, ratioRow, shareRow } from "./row.js";

const ROUNDS = 7;
const PUBLISH_LEAST = 0.4;
const HANDLED_LIMIT = 3;
const SUSTAINED_LEAST = 0.3;

const PER_SECOND = 100;
const PACED_EVENTS = 1_000;
const SPREAD_EVENTS = 2_000;
/** As many deliveries as Event Grid has under way for a subscription. */
const AT_ONCE = 32;

/** The parts that take part. */
interface Parts extends Flow {
  readonly client: Child<"ready">;
  readonly children: Children;
}

/** Publishing to, and delivery by, the local Azure: the real program's components, and the unmodified SDK. */
export const measureEvents = (folder: string): Promise<Row[]> =>
  withFlow(folder, (flow) =>
    Children.during(folder, async (children) => {
      const client = await children.start<"ready">("event-client.ts", [], flow.environment);
      const parts = { ...flow, client, children };
      // What is held stays there, so that comes last.
      const first = [await handled(parts), await sustained(parts)];
      return [...first, await published(parts, 1, 600), await published(parts, 100, 60)];
    }),
  );

/** How many events a second are acknowledged, against a server that appends, syncs and answers. */
async function published({ client, topic, children }: Parts, batch: number, requests: number): Promise<Row> {
  const store = await children.bare({ kind: "store" });
  const flood = (way: Way) => () => ask<number>(client, { kind: "flood", to: { way, type: HELD }, batch, requests });
  await alternately(1, flood(topic), flood(store));
  const { oursMs, referenceMs } = await alternately(ROUNDS, flood(topic), flood(store));
  const perSecond = (ms: number) => (requests * batch * 1000) / ms;
  return shareRow(
    batch === 1 ? "published, single events" : `published, ${batch} events a request`,
    perSecond(oursMs),
    "a bare server that syncs",
    perSecond(referenceMs),
    PUBLISH_LEAST,
  );
}

/** How old an event is when its function has it, against a server that syncs and forwards to another. */
async function handled({ client, topic, app, children }: Parts): Promise<Row> {
  const taker = await children.bare({ kind: "take" });
  const store = await children.bare({ kind: "store", forwardTo: taker });
  const paced = (way: Way) =>
    ask<number>(client, { kind: "pace", to: { way, type: ONE }, events: PACED_EVENTS, perSecond: PER_SECOND });
  const ours = async () => {
    await paced(topic);
    await ask(client, { kind: "await", way: app, path: "/api/count", atLeast: PACED_EVENTS });
    return (await ask<{ takeOne: number[] }>(client, { kind: "get", way: app, path: "/api/taken" })).takeOne;
  };
  const reference = async () => {
    await paced(store);
    return ask<number[]>(client, { kind: "get", way: taker, path: "/" });
  };
  const ages: [number[], number[]] = [[], []];
  // The first of each warms up.
  await ours();
  await reference();
  for (let round = 0; round < 3; round += 1) {
    ages[0].push(...(await ours()));
    ages[1].push(...(await reference()));
  }
  return ratioRow(
    `published to handled, ${PER_SECOND} events a second`,
    median(ages[0]),
    "a bare server that syncs and forwards",
    median(ages[1]),
    HANDLED_LIMIT,
  );
}

/** Deliveries a second to three functions until nothing is left, against a loop that posts to three bare servers. */
async function sustained({ client, topic, app, children }: Parts): Promise<Row> {
  const ways = [
    await children.bare({ kind: "take" }),
    await children.bare({ kind: "take" }),
    await children.bare({ kind: "take" }),
  ];
  const deliveries = 3 * SPREAD_EVENTS;
  const ours = async () => {
    await ask(client, { kind: "flood", to: { way: topic, type: THREE }, batch: 100, requests: SPREAD_EVENTS / 100 });
    await ask(client, { kind: "await", way: app, path: "/api/count", atLeast: deliveries });
    await ask(client, { kind: "get", way: app, path: "/api/taken" });
  };
  const reference = () => ask(client, { kind: "post", ways, events: SPREAD_EVENTS, atOnce: AT_ONCE });
  await alternately(1, ours, reference);
  const { oursMs, referenceMs } = await alternately(5, ours, reference);
  const perSecond = (ms: number) => (deliveries * 1000) / ms;
  return shareRow(
    "delivered to three subscriptions",
    perSecond(oursMs),
    "a bare loop to three bare servers",
    perSecond(referenceMs),
    SUSTAINED_LEAST,
  );
}

const ask = <Answer>(client: Child<unknown>, job: Job): Promise<Answer> => client.ask<Answer>(job);
