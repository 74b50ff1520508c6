import assert from "node:assert/strict";
import { app } from "../../functions/packages.js";
import { HOST, TestHost } from "../../functions/platform.js";

const APP = app(`
app.eventGrid("onName", { handler: async (event, context) => context.log("got", typeof event.data.at, event.data.at) });
`);

/** Numbers are those of docs/reference/event-grid.md. */
describe("Event Grid conformance: the webhook of a function", () => {
  const host = new TestHost();
  const keys = () => host.functions.keysOf("func-app");
  const post = (type: string, code = keys()?.systemKeys.eventgrid_extension ?? "", body: unknown = []) =>
    host.call(HOST, `/runtime/webhooks/eventgrid?functionName=onName&code=${encodeURIComponent(code)}`, {
      method: "POST",
      headers: { "content-type": "application/json", "aeg-event-type": type },
      body: JSON.stringify(body),
    });

  before(async () => {
    await host.start();
    await host.deploy(APP);
  });
  after(() => host.close());

  it("5.1 does not look a function's own key up", async () => {
    const url = `/admin/functions/onName/keys/own?code=${encodeURIComponent(host.masterKey())}`;
    const made = await host.call(HOST, url, {
      method: "PUT",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ name: "own", value: "a-key-of-the-function" }),
    });
    assert.ok(made.status === 200 || made.status === 201, `${made.status} ${made.text}`);
    assert.equal((await post("Notification", "a-key-of-the-function")).status, 401);
    assert.equal((await post("Notification")).status, 202);
  });

  it("5.4 hands dates on as they were written", async () => {
    const event = { id: "e1", subject: "s", eventType: "T", eventTime: "2026-01-05T10:00:00Z", dataVersion: "1" };
    const at = "2026-01-05T10:00:00.1234567+02:00";
    assert.equal((await post("Notification", undefined, [{ ...event, data: { at } }])).status, 202);
    const log = (await host.functions.logs("func-app"))?.join("\n") ?? "";
    assert.ok(log.includes(`got string ${at}`), log);
  });

  it("5.5 knows no SubscriptionDeletion", async () => {
    assert.equal((await post("SubscriptionDeletion")).status, 400);
  });
});
