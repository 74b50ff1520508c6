import assert from "node:assert/strict";
import { app } from "./packages.js";
import { HOST, SITE, TestHost } from "./platform.js";

const APP = app(`
app.eventGrid("onName", { handler: async (event, context) => {
  if (event.data.fail) throw new Error("cannot do " + event.id);
  context.log("got", JSON.stringify(event), JSON.stringify(context.triggerMetadata.data));
} });
app.generic("onNames", {
  trigger: { type: "eventGridTrigger", name: "events", cardinality: "many" },
  handler: async (events, context) => context.log("got all", JSON.stringify(events.map(({ id }) => id))),
});
app.http("web", { authLevel: "function", handler: async () => ({}) });
`);
const EVENT = { specversion: "1.0", id: "e1", source: "/s", type: "T.v1", data: { Name: "Ada" } };

describe("Event Grid trigger", () => {
  const host = new TestHost();
  const keys = () => host.functions.keysOf("func-app");
  const target = (name = "onName", code = keys()?.systemKeys.eventgrid_extension ?? "", extension = "eventgrid") =>
    `/runtime/webhooks/${extension}?functionName=${name}&code=${encodeURIComponent(code)}`;
  const post = (url: string, type: string | undefined, body: unknown) =>
    host.call(HOST, url, {
      method: "POST",
      headers: {
        "content-type": "application/cloudevents+json",
        ...(type === undefined ? {} : { "aeg-event-type": type }),
      },
      body: typeof body === "string" ? body : JSON.stringify(body),
    });

  before(async () => {
    await host.start();
    await host.deploy(APP);
  });
  after(() => host.close());

  it("answers the CloudEvents handshake, for the system key and the master key", async () => {
    for (const code of [undefined, host.masterKey()]) {
      const headers = { "webhook-request-origin": "eventgrid.azure.net" };
      const answer = await host.call(HOST, target("onName", code), { method: "OPTIONS", headers });
      assert.equal(answer.status, 200);
      assert.equal(answer.headers["webhook-allowed-origin"], "eventgrid.azure.net");
    }
    const foreign = { "webhook-request-origin": "example.org" };
    const answer = await host.call(HOST, target(), { method: "OPTIONS", headers: foreign });
    assert.equal(answer.headers["webhook-allowed-origin"], "eventgrid.azure.net");
  });

  it("answers the handshake of the Event Grid schema", async () => {
    const answer = await post(target(), "SubscriptionValidation", [{ id: "v", data: { validationCode: "C0DE" } }]);
    assert.equal(answer.status, 200);
    assert.deepEqual(JSON.parse(answer.text), { validationResponse: "C0DE" });
  });

  it("shows its functions in Azure Resource Manager, with their triggers", async () => {
    const find = (name: string) =>
      host.functions.resourceTypes
        .find(({ type }) => type === "Microsoft.Web/sites/functions")
        ?.find?.(`${SITE}/functions/${name}`);
    const outputs = find("ONNAME")?.outputs ?? {};
    assert.equal(outputs.name, "func-app/onName");
    assert.equal(outputs.isDisabled, false);
    const { bindings } = outputs.config as { bindings: { type: string; direction: string }[] };
    assert.deepEqual(
      bindings.map(({ type, direction }) => [type, direction]),
      [["eventGridTrigger", "in"]],
    );
    assert.equal(find("offName"), undefined);
  });

  it("runs the function for one event and for many", async () => {
    assert.equal((await post(target(), "Notification", EVENT)).status, 202);
    assert.equal(
      (
        await post(target(), "notification", [
          { ...EVENT, id: "e2" },
          { ...EVENT, id: "e3" },
        ])
      ).status,
      202,
    );
    const runs = host.activities.filter(({ what }) => what === "invoked");
    assert.deepEqual(runs.map(({ subject }) => subject).sort(), ["e1", "e2", "e3"]);
    assert.ok(runs.every(({ status }) => status === 202));
    const log = (await host.functions.logs("func-app"))?.join("\n") ?? "";
    assert.match(log, /got \{"specversion":"1.0","id":"e1".*"data":\{"Name":"Ada"\}\} \{"name":"Ada"\}/);
  });

  it("runs a function of the cardinality many once, with all events", async () => {
    const both = [
      { ...EVENT, id: "m1" },
      { ...EVENT, id: "m2" },
    ];
    assert.equal((await post(target("onNames"), "Notification", both)).status, 202);
    assert.equal((await post(target("onNames"), "Notification", EVENT)).status, 202);
    const log = (await host.functions.logs("func-app"))?.join("\n") ?? "";
    assert.match(log, /got all \["m1","m2"\]/);
    assert.match(log, /got all \["e1"\]/);
  });

  it("fails the delivery when one of its events fails", async () => {
    const answer = await post(target(), "Notification", [
      { ...EVENT, id: "good" },
      { ...EVENT, id: "bad", data: { fail: true } },
    ]);
    assert.equal(answer.status, 500);
    assert.equal(answer.text, "Exception while executing function: onName");
    const bad = host.activities.find(({ subject }) => subject === "bad");
    assert.deepEqual([bad?.status, bad?.note], [500, "cannot do bad"]);
    assert.ok(host.activities.some(({ subject, status }) => subject === "good" && status === 202));
  });

  it("lets in by the right key only, before anything else", async () => {
    assert.equal((await post(target("onName", ""), "Notification", EVENT)).status, 401);
    assert.equal((await post(target("onName", "wrong"), "Notification", EVENT)).status, 401);
    assert.equal((await post(target("onName", keys()?.functionKeys.default), "Notification", EVENT)).status, 403);
    assert.equal((await post(target("onName", undefined, "blobs"), "Notification", EVENT)).status, 403);
    assert.equal((await post(target("onName", host.masterKey(), "blobs"), "Notification", EVENT)).status, 404);
    const headers = { "x-functions-key": "wrong" };
    assert.equal((await host.call(HOST, target(), { method: "OPTIONS", headers })).status, 401);
  });

  it("finds the function by its exact name", async () => {
    for (const name of ["onname", "web", ""]) {
      const answer = await post(target(name), "Notification", EVENT);
      assert.deepEqual([answer.status, answer.text], [404, `cannot find function: '${name}'`]);
    }
    const code = encodeURIComponent(host.masterKey());
    const url = `/runtime/webhooks/EventGrid?FUNCTIONNAME=onName&code=${code}`;
    assert.equal((await post(url, "Notification", EVENT)).status, 202);
  });

  it("answers the other kinds of request", async () => {
    assert.equal((await post(target(), "Unsubscribe", EVENT)).status, 202);
    assert.equal((await post(target(), undefined, EVENT)).status, 400);
    assert.equal((await post(target(), "Else", EVENT)).status, 400);
    assert.equal((await post(target(), "Notification", "{")).status, 400);
  });
});
