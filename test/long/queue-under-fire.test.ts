import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { randomInt } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { TableClient } from "@azure/data-tables";
import { ACCOUNT, WholeAzure } from "../local/functions/bindings/whole-azure.js";
import { descendantsOf } from "../shared/descendants.js";
import { eventually } from "../shared/eventually.js";

const GOOD = 3_000;
/** Each fails whenever it is tried. */
const BAD = 40;
const KILLS = 20;
const REQUESTERS = 4;
/** Between the start of an app's process and its end, in milliseconds. */
const LIFE_MS = [300, 2_500] as const;
/** More than the longest pause before a restart. */
const PAST_BACK_OFF_MS = 61_000;
const SETTLED_WITHIN_MS = 5 * 60_000;

const APP = `
const slow = () => new Promise((resolve) => setTimeout(resolve, 20));
app.storageQueue("store", { queueName: "fire", connection: "",
  return: output.table({ tableName: "Done", partitionKey: "p", rowKey: "{id}", connection: "AzureWebJobsStorage" }),
  handler: async ({ id }) => { await slow(); if (id.startsWith("bad")) throw new Error("never"); return { ETag: "*" }; } });
app.http("ping", { authLevel: "anonymous", handler: async () => { await slow(); return { body: "pong" }; } });
`;

/** An app's process dies at any moment: what was in its queue is handled in the end, or set aside. */
describe("A queue, while the app that empties it is killed at random", function () {
  this.timeout(20 * 60_000);
  let azure: WholeAzure;

  before(async () => {
    azure = await WholeAzure.open();
    await azure.create("storage:Queue", { accountName: ACCOUNT, queueName: "fire" });
    await azure.deploy(APP, { extensions: { queues: { maxPollingInterval: "00:00:00.1" } } });
  });
  after(() => azure?.close());

  it(`loses none of ${GOOD} messages in ${KILLS} kills, and sets ${BAD} aside`, async () => {
    let killed = 0;
    const isOver = () => killed >= KILLS;
    const putting = putAll(isOver);
    const asking = Array.from({ length: REQUESTERS }, () => ask(isOver));
    while (killed < KILLS) killed += Number(await killOne());
    const ids = await putting;
    const answers = (await Promise.all(asking)).flat();

    const done = new TableClient(`https://${ACCOUNT}.table.core.windows.net`, "Done", azure.credential);
    const setAside = new Map<string, number>();
    const settled = async () => {
      for (const text of await azure.drain("fire-poison")) {
        const { id } = JSON.parse(text) as { id: string };
        setAside.set(id, (setAside.get(id) ?? 0) + 1);
      }
      return (await azure.length("fire")) === 0 && (await azure.length("fire-poison")) === 0 ? true : undefined;
    };
    await eventually("the queue is empty", settled, SETTLED_WITHIN_MS);

    const handled = new Set<string>();
    for await (const { rowKey } of done.listEntities()) handled.add(String(rowKey));
    assert.deepEqual(
      ids.filter((id) => !handled.has(id) && !setAside.has(id)),
      [],
      "lost",
    );
    assert.deepEqual([...setAside.keys()].filter((id) => id.startsWith("bad")).length, BAD);
    assert.equal([...handled].filter((id) => id.startsWith("bad")).length, 0);
    // One that was being handled at the deaths of five processes is set aside as well; that is rare.
    const unlucky = [...setAside.keys()].filter((id) => !id.startsWith("bad")).length;
    assert.ok(unlucky < GOOD / 100, `${unlucky} good messages were set aside`);
    const statuses = Object.groupBy(answers, String);
    assert.deepEqual(
      Object.keys(statuses).filter((status) => !["200", "500", "502", "503"].includes(status)),
      [],
    );
    assert.ok((statuses["200"]?.length ?? 0) > KILLS, JSON.stringify(statuses));
    const counts = Object.entries(statuses).map(([status, all]) => `${all?.length} times ${status}`);
    process.stdout.write(`      ${counts.join(", ")}; ${unlucky} good messages were set aside\n`);
  });

  /** Puts messages in for as long as processes are killed, good and bad ones mixed. @returns the good ones' ids. */
  async function putAll(isOver: () => boolean): Promise<string[]> {
    const ids = [
      ...Array.from({ length: GOOD }, (_, n) => `good-${n}`),
      ...Array.from({ length: BAD }, (_, n) => `bad-${n}`),
    ].sort(() => randomInt(3) - 1);
    for (const id of ids) {
      await azure.put("fire", JSON.stringify({ id }));
      if (!isOver()) await sleep(5);
    }
    return ids.filter((id) => id.startsWith("good"));
  }

  /** Asks again and again. @returns the statuses; a request that is broken off has none, and fails the test. */
  async function ask(isOver: () => boolean): Promise<number[]> {
    const statuses: number[] = [];
    while (!isOver()) {
      const answer = await fetch(azure.url("/api/ping"));
      await answer.text();
      statuses.push(answer.status);
      await sleep(answer.ok ? 5 : 50);
    }
    return statuses;
  }

  /** Waits for a process, lets it live a little and ends it; the pause before the next is not waited for. */
  async function killOne(): Promise<boolean> {
    const pid = await eventually(
      "a process of the app",
      async () => {
        const found = workers()[0];
        if (found === undefined) await azure.world.control.advance(PAST_BACK_OFF_MS);
        return found;
      },
      60_000,
    );
    await sleep(randomInt(...LIFE_MS));
    const isThere = workers().includes(pid);
    if (isThere) process.kill(pid, "SIGKILL");
    return isThere;
  }

  const workers = (): number[] => descendantsOf(process.pid).filter((pid) => commandOf(pid).includes("worker.cjs"));
});

/** Nothing of a process that has just ended. */
function commandOf(pid: number): string {
  try {
    return execFileSync("ps", ["-o", "args=", "-p", String(pid)], { encoding: "utf8" });
  } catch {
    return "";
  }
}
