import assert from "node:assert/strict";
import { defineApp, onHttp, onTimer } from "../../../contracts/index.js";
import type { Handlers } from "../../../functions/kit/index.js";
import { invocablesOf } from "../../../functions/kit/invocables.js";
import { invocation } from "../support/invocation.js";

const app = defineApp("tester", {
  functions: { tick: onTimer("0 * * * * *"), get: onHttp({ method: "GET", route: "it", auth: "anonymous" }) },
});

describe("invocablesOf", () => {
  it("refuses handlers too many or too few, should the types have been got around", () => {
    const tick = async () => undefined;
    for (const [handlers, given] of [
      [{ tick }, "tick"],
      [{ tick, get: tick, extra: tick }, "extra, get, tick"],
    ] as const) {
      assert.throws(() => invocablesOf(app, handlers as unknown as Handlers<typeof app>, {}), {
        message: `app "tester": handlers for "${given}": expected exactly "get, tick"`,
      });
    }
  });

  it("hands a handler its input and the log, which writes fields as JSON behind the message", async () => {
    const { context, lines } = invocation();
    const invocables = invocablesOf(
      app,
      {
        tick: async ({ late }, { log }) => {
          log.info("Ticked", { late });
          log.warn("plain");
          log.error("Odd", { text: "two\nlines" });
        },
        get: async () => ({ status: 204 }),
      },
      {},
    );
    await invocables.tick?.({ isPastDue: true }, context);
    assert.deepEqual(lines, [
      'information: Ticked {"late":true,"function":"tick","attempt":1}',
      'warning: plain {"function":"tick","attempt":1}',
      'error: Odd {"text":"two\\nlines","function":"tick","attempt":1}',
    ]);
  });
});
