import assert from "node:assert/strict";
import { awaitWebhook, webhookUrl } from "../../../infra/shipping/webhook.js";
import { type Loopback, type Reply, serve, testOutside } from "../loopback.js";

describe("webhookUrl", () => {
  it("encodes the key, which may hold any character of base64", () => {
    assert.equal(
      webhookUrl("https://func-a.azurewebsites.net", "recordName", "a+b/c=="),
      "https://func-a.azurewebsites.net/runtime/webhooks/eventgrid?functionName=recordName&code=a%2Bb%2Fc%3D%3D",
    );
  });
});

describe("awaitWebhook", () => {
  let host: Loopback | undefined;
  afterEach(async () => {
    await host?.close();
    host = undefined;
  });

  const allowed = (origin: string): Reply => ({ headers: { "WebHook-Allowed-Origin": origin } });

  async function probe(...replies: Reply[]) {
    const listener = await serve((_call, number) => replies[number - 1] ?? replies.at(-1) ?? {});
    host = listener;
    const outside = testOutside();
    const error = await awaitWebhook("recorder/recordName", `${listener.url}/x?code=s3cret`, outside).then(
      () => "",
      (thrown: Error) => thrown.message,
    );
    return { error, got: listener.got, reports: outside.reports };
  }

  it("asks as Event Grid does", async () => {
    const { error, got } = await probe(allowed("eventgrid.azure.net"));
    assert.equal(error, "");
    assert.equal(got.length, 1);
    assert.equal(got[0]?.method, "OPTIONS");
    assert.equal(got[0]?.headers["webhook-request-origin"], "eventgrid.azure.net");
  });

  it("takes consent for every origin", async () => {
    assert.equal((await probe(allowed("*"))).error, "");
  });

  it("waits through an unknown function, a key that is not loaded and a host that is not up", async () => {
    const { error, got } = await probe({ status: 404 }, { status: 401 }, { status: 503 }, allowed("*"));
    assert.equal(error, "");
    assert.equal(got.length, 4);
  });

  it("takes 200 without consent, or with consent for another, for no", async () => {
    for (const reply of [{}, allowed("elsewhere.example")]) {
      const { error } = await probe(reply);
      assert.match(error, /gave up .* without allowing Event Grid; /);
      await host?.close();
    }
  });

  it("never names the key", async () => {
    const { error, reports } = await probe({ status: 401, body: "bad code=s3cret" });
    assert.match(error, /^webhook of recorder\/recordName: gave up after 12 minutes; at last: .* with 401; /);
    assert.doesNotMatch([error, ...reports].join(), /s3cret/);
  });
});
