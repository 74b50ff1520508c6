import { randomUUID } from "node:crypto";
import { compileFilter } from "../local/eventgrid/filter.js";
import { alternately } from "./median.js";
import type { Row } from "./row.js";

/** The most that Azure lets a topic have. */
const SUBSCRIPTIONS = 500;
const TIMES = 100;
const EVENTS = 50;
const LIMIT = 20;

/** What it costs to find out which of 500 subscriptions want an event, each by three advanced filters. */
export async function measureFilters(): Promise<Row[]> {
  const filters = Array.from({ length: SUBSCRIPTIONS }, (_, at) =>
    compileFilter({
      advancedFilters: [
        { operatorType: "StringIn", key: "data.shop.city", values: ["Berlin", "Bonn", `City ${at}`] },
        { operatorType: "NumberGreaterThan", key: "data.total", value: at },
        { operatorType: "StringBeginsWith", key: "subject", values: ["shop/"] },
      ],
    }),
  );
  const events = Array.from({ length: EVENTS }, order);
  const texts = events.map(({ json }) => json);
  // Kept, so that nothing of it can be left out.
  let seen = 0;
  const match = async () => {
    for (const event of events) for (const filter of filters) if (filter(event)) seen += 1;
  };
  const parse = async () => {
    for (const text of texts) seen += (JSON.parse(text) as { id: string }).id.length;
  };
  await alternately(TIMES, match, parse);
  const { oursMs, referenceMs } = await alternately(TIMES, match, parse);
  if (seen === 0) throw new Error("no event was matched");
  const micro = (ms: number) => `${((ms / EVENTS) * 1000).toFixed(1)} µs`;
  return [
    {
      name: `an event against the filters of ${SUBSCRIPTIONS} subscriptions`,
      measured: `${micro(oursMs)} (${(oursMs / referenceMs).toFixed(1)} times)`,
      reference: `JSON.parse of the event: ${micro(referenceMs)}`,
      limit: `${LIMIT} times`,
      within: oursMs / referenceMs <= LIMIT,
    },
  ];
}

/** An event of about 650 bytes. */
function order(_: unknown, number: number) {
  const lines = Array.from({ length: 8 }, (_, at) => ({ sku: `S-${at}`, count: at, price: 9.99 }));
  const event = {
    id: randomUUID(),
    type: "Orders.OrderPlaced.v1",
    source: "/shop",
    subject: `shop/berlin/${number}`,
    time: new Date(0).toISOString(),
    specversion: "1.0",
    data: { shop: { city: "Berlin", country: "DE" }, total: 120.5 + number, lines, note: "x".repeat(120) },
  };
  const { id, type, subject } = event;
  return { id, type, subject, dataVersion: "", attributes: event, json: JSON.stringify(event) };
}
