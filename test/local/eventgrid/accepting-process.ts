import { EventStore } from "../../../local/eventgrid/event-store.js";
import { Store } from "../../../local/shared/store.js";

/** Accepts events for a subscription until it is killed, and tells each that it acknowledges: one number a line. */
const [file = "", first = "0"] = process.argv.slice(2);
const store = new Store(file);
const events = new EventStore(store);
const subscription = events.numberOf("subscription");

for (let number = Number(first); ; number += 5) await acceptFive(number);

async function acceptFive(number: number): Promise<void> {
  const group = [0, 1, 2, 3, 4].map((more) => accept(String(number + more)));
  await Promise.all(group);
}

async function accept(id: string): Promise<void> {
  const json = JSON.stringify({ id, data: "x".repeat(300) });
  const event = { id, type: "T", subject: "", dataVersion: "", attributes: {}, json };
  await events.accept([event], () => [subscription], Date.now());
  process.stdout.write(`${id}\n`);
}
