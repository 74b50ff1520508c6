import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ControlClient } from "../../local/control/control-client.js";
import { openToDebugger, readInspected } from "../../start/inspect.js";
import { readOptions } from "../../start/options.js";
import { freePort } from "../shared/free-port.js";

describe("--inspect", () => {
  it("takes an app, and perhaps a port", () => {
    assert.deepEqual(readInspected("recorder"), { app: "recorder" });
    assert.deepEqual(readOptions(["--inspect", "recorder:9230"]).inspect, { app: "recorder", port: 9230 });
  });

  it("refuses others by what is allowed", () => {
    for (const text of ["nobody", "", "recorder:", "recorder:x", "recorder:1:2"]) {
      assert.throws(() => readInspected(text), {
        message: `--inspect "${text}": expected an app, generator, recorder, tally, and perhaps a port: generator:9230`,
      });
    }
    for (const port of [80, 65_536]) {
      assert.throws(() => readInspected(`recorder:${port}`), /expected a port from 1024 to 65535/);
    }
  });
});

describe("An app is opened to a debugger", function () {
  this.timeout(30_000);
  let home: string;
  let server: Server;
  let asked: unknown[];
  /** A local Azure that only notes what it is asked. */
  const control = { inspect: async (...args: unknown[]) => void asked.push(args) } as unknown as ControlClient;
  const before = process.env.GRIDWIRE_HOME;
  beforeEach(() => {
    asked = [];
    home = mkdtempSync(join(tmpdir(), "gridwire-inspect-"));
    process.env.GRIDWIRE_HOME = home;
    server = createServer();
  });
  afterEach(() => {
    if (before === undefined) delete process.env.GRIDWIRE_HOME;
    else process.env.GRIDWIRE_HOME = before;
    server.close();
    rmSync(home, { recursive: true });
  });

  it("never on a port that is taken", async () => {
    const port = await freePort();
    await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
    await assert.rejects(openToDebugger("/", control, "func-recorder", { app: "recorder", port }), {
      message: `--inspect: port ${port} of 127.0.0.1 is taken: expected a free one`,
    });
    assert.deepEqual(asked, []);
  });
});
