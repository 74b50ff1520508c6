import assert from "node:assert/strict";
import { app } from "./packages.js";
import { HOST, TestHost } from "./platform.js";

const TRACE = "0123456789abcdef0123456789abcdef";
const APP = app(`
app.http("traced", { authLevel: "anonymous", handler: async (request, context) => ({ status: 201, body: context.traceContext.traceParent }) });
app.http("fails", { authLevel: "anonymous", handler: async () => { throw new Error("on purpose"); } });
`);

describe("HTTP functions", () => {
  const host = new TestHost();
  before(async () => {
    await host.start();
    await host.deploy(APP);
  });
  after(() => host.close());

  it("go on with the trace of the caller", async () => {
    const headers = { traceparent: `00-${TRACE}-0123456789abcdef-01` };
    const { text } = await host.call(HOST, "/api/traced", { headers });
    assert.match(text, new RegExp(`^00-${TRACE}-(?!0123456789abcdef-)[0-9a-f]{16}-01$`));
  });

  it("are recorded as activities", async () => {
    await host.call(HOST, "/api/traced");
    await host.call(HOST, "/api/fails");
    const run = (name: string) =>
      host.activities.find(({ what, target }) => what === "invoked" && target.endsWith(`/functions/${name}`));
    assert.equal(run("traced")?.status, 201);
    assert.deepEqual([run("fails")?.status, run("fails")?.note], [500, "on purpose"]);
  });

  it("take 100 MiB unless the app says otherwise", async () => {
    const post = (bytes: number) => host.call(HOST, "/api/traced", { method: "POST", body: new Uint8Array(bytes) });
    assert.equal((await post(104_857_601)).status, 413);
    assert.equal((await post(1_000_000)).status, 201);
  });
});
