import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { copyFileSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { EventStore } from "../../../local/eventgrid/event-store.js";
import { Store } from "../../../local/shared/store.js";

/** Far beyond any `due` of a test. */
const LATER = Date.UTC(2100);

describe("Event Grid's store after a crash", () => {
  let folder: string;
  let file: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "event-store-"));
    file = join(folder, "azure.sqlite");
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  /** Ids of the events that wait, as a new process finds them. */
  const waiting = (path: string): string[] => {
    const store = new Store(path);
    try {
      assert.equal(store.get("PRAGMA integrity_check")?.integrity_check, "ok");
      const events = new EventStore(store);
      const due = events.due(events.numberOf("subscription"), LATER, 1_000_000);
      const ids = due.map(({ event }) => events.event(event)?.id ?? "gone");
      assert.equal(Number(store.get("SELECT deliveries FROM eventgrid_backlog")?.deliveries), ids.length);
      return ids;
    } finally {
      store.close();
    }
  };

  /** Runs the process until it has acknowledged so many more, and kills it there. */
  const acknowledgedUntilKilled = (first: number, count: number): Promise<string[]> =>
    new Promise((resolve, reject) => {
      const script = new URL("./accepting-process.ts", import.meta.url).pathname;
      const child = spawn(process.execPath, ["--import", "tsx", "--no-warnings", script, file, String(first)]);
      let told = "";
      child.stdout.on("data", (chunk: Buffer) => {
        told += chunk.toString();
        if (told.split("\n").length > count) child.kill("SIGKILL");
      });
      child.on("error", reject);
      // What is not a whole line was not told.
      child.on("close", () => resolve(told.split("\n").slice(0, -1)));
    });

  it("has every acknowledged event of a process that was killed, again and again", async () => {
    const acknowledged: string[] = [];
    for (const [round, count] of [7, 60, 333].entries()) {
      acknowledged.push(...(await acknowledgedUntilKilled(round * 100_000, count)));
      const kept = new Set(waiting(file));
      assert.deepEqual(
        acknowledged.filter((id) => !kept.has(id)),
        [],
      );
    }
    assert.ok(acknowledged.length >= 400);
  });

  it("has all that came before a last record that is torn or damaged, and that record whole or not at all", async () => {
    const store = new Store(file);
    const events = new EventStore(store);
    const subscription = events.numberOf("subscription");
    const accept = (...ids: string[]) => {
      const many = ids.map((id) => ({
        id,
        type: "T",
        subject: "",
        dataVersion: "",
        attributes: {},
        json: "x".repeat(2_000),
      }));
      return events.accept(many, () => [subscription], 0);
    };
    const before = ["a", "b", "c"];
    await accept(...before);
    const journal = `${file}-wal`;
    const end = statSync(journal).size;
    const last = ["d", "e", "f", "g", "h"];
    await accept(...last);
    const whole = readFileSync(journal);
    const copy = join(folder, "copy.sqlite");
    const found = (bytes: Buffer) => {
      copyFileSync(file, copy);
      writeFileSync(`${copy}-wal`, bytes);
      rmSync(`${copy}-shm`, { force: true });
      return waiting(copy);
    };
    assert.deepEqual(found(whole), [...before, ...last]);
    for (let length = end; length < whole.length; length += 500) {
      assert.deepEqual(found(whole.subarray(0, length)), before, `torn after ${length - end} bytes`);
    }
    for (let at = end; at < whole.length; at += 1_500) {
      const damaged = Buffer.from(whole);
      damaged[at] = (damaged[at] ?? 0) ^ 0xff;
      assert.deepEqual(found(damaged), before, `damaged at byte ${at - end}`);
    }
    assert.deepEqual(found(Buffer.concat([whole, Buffer.alloc(5_000, 7)])), [...before, ...last], "rubbish behind it");
    store.close();
  });
});
