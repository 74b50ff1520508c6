import assert from "node:assert/strict";
import { createProgress } from "../../../tools/setup/progress.mjs";

/** A clock that a test moves; what repeats runs when its time comes. */
function createClock() {
  let nowMs = 0;
  let repeated: { task: () => void; everyMs: number; dueMs: number } | undefined;
  return {
    now: () => nowMs,
    repeat(task: () => void, everyMs: number) {
      repeated = { task, everyMs, dueMs: nowMs + everyMs };
    },
    stop() {
      repeated = undefined;
    },
    advance(ms: number) {
      const endMs = nowMs + ms;
      while (repeated !== undefined && repeated.dueMs <= endMs) {
        nowMs = repeated.dueMs;
        repeated.dueMs += repeated.everyMs;
        repeated.task();
      }
      nowMs = endMs;
    },
  };
}

function createStream(terminal: { columns: number } | undefined) {
  const written: string[] = [];
  const stream = { write: (text: string) => written.push(text), ...(terminal && { isTTY: true, ...terminal }) };
  return { stream, written };
}

describe("set-up progress", () => {
  it("says on a pipe when a step starts, goes on and ends", async () => {
    const clock = createClock();
    const { stream, written } = createStream(undefined);
    await createProgress(stream, { env: {}, clock }).step("Building", async (detail) => {
      clock.advance(16_000);
      detail("7 packages");
      clock.advance(20_000);
    });
    assert.deepEqual(written, [
      "Building…\n",
      "Building… (15 s)\n",
      "Building… (7 packages, 30 s)\n",
      "Building: done (36 s)\n",
    ]);
  });

  it("redraws one line on a terminal, cut to its width", async () => {
    const clock = createClock();
    const { stream, written } = createStream({ columns: 20 });
    await createProgress(stream, { env: { NO_COLOR: "1" }, clock }).step("Building something long", async () => {
      clock.advance(2_250);
    });
    assert.equal(written[0], "\rBuilding som… (2 s)\u001b[K");
    assert.equal(written.at(-1), "\rBuilding something long: done (2 s)\u001b[K\n");
  });

  it("shows nothing on a terminal for a short step", async () => {
    const clock = createClock();
    const { stream, written } = createStream({ columns: 80 });
    await createProgress(stream, { env: {}, clock }).step("Quick", async () => clock.advance(1_900));
    assert.deepEqual(written, []);
  });

  it("uses colour on a terminal alone, and not with NO_COLOR", async () => {
    for (const [terminal, env, isColoured] of [
      [{ columns: 80 }, {}, true],
      [{ columns: 80 }, { NO_COLOR: "1" }, false],
      [undefined, {}, false],
    ] as const) {
      const clock = createClock();
      const { stream, written } = createStream(terminal);
      await createProgress(stream, { env, clock }).step("Step", async () => clock.advance(16_000));
      assert.equal(written.join("").includes("\u001b[2m"), isColoured);
    }
  });

  it("shows a failed step as failed and passes its error on", async () => {
    const { stream, written } = createStream(undefined);
    const step = createProgress(stream, { env: {}, clock: createClock() }).step("Step", async () => {
      throw new Error("broken");
    });
    await assert.rejects(step, /broken/);
    assert.equal(written.at(-1), "Step: failed (0 s)\n");
  });
});
