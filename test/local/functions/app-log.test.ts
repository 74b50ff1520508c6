import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { logLines } from "../../../local/functions/index.js";
import { AppLog } from "../../../local/functions/telemetry/app-log.js";
import { ManualClock } from "./manual-clock.js";

describe("app log", () => {
  let folder: string;
  const appFolder = () => path.join(folder, "functions/func-app");
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), "app-log-"));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it("keeps lines, also over a restart", async () => {
    const log = new AppLog(appFolder(), new ManualClock());
    log.add("information", "Host", "one\ntwo");
    await log.close();
    const next = new AppLog(appFolder(), new ManualClock());
    next.add("error", "Function.f", "three");
    assert.deepEqual(await next.read(2), ["  two", "2026-01-05T10:00:00.000Z error [Function.f] three"]);
  });

  it("sets a large file aside", async () => {
    const log = new AppLog(appFolder(), new ManualClock());
    for (const name of ["a", "b", "c"]) {
      log.add("information", "Host", name.repeat(3_000_000));
      await log.read(1);
    }
    log.add("information", "Host", "last");
    await log.close();
    log.add("information", "Host", "too late");
    assert.deepEqual(readdirSync(appFolder()).sort(), ["app.1.log", "app.log"]);
    const lines = await log.read(10);
    assert.match(lines.at(-1) ?? "", /last$/);
    assert.match(lines.at(-2) ?? "", /c$/);
  });

  it("is followed from its file", async () => {
    const log = new AppLog(appFolder(), new ManualClock());
    log.add("information", "Host", "before");
    await log.read(1);
    const stop = new AbortController();
    const seen: string[] = [];
    for await (const line of logLines(folder, "Func-App", stop.signal)) {
      seen.push(line.split("] ")[1] ?? "");
      if (seen.length === 1) log.add("information", "Host", "after");
      if (seen.length === 2) stop.abort();
    }
    assert.deepEqual(seen, ["before", "after"]);
  });

  it("tells of an app that there is not", async () => {
    const lines = logLines(folder, "func-none", new AbortController().signal);
    await assert.rejects(lines.next(), /app "func-none": there is no log of it/);
  });
});
