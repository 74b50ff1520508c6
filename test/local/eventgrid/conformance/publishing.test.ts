import assert from "node:assert/strict";
import { AzureKeyCredential, EventGridDeserializer, EventGridPublisherClient } from "@azure/eventgrid";
import type { Answer } from "../../platform.js";
import { credential } from "../../platform.js";
import { CLOUD_EVENTS, cloudEvent, EventGridWorld, endpointOf, gridEvent, topicId } from "../event-grid-world.js";

/** Numbers are those of docs/reference/event-grid.md. */
describe("Event Grid conformance: publishing", () => {
  let world: EventGridWorld;

  beforeEach(async () => {
    world = new EventGridWorld();
    await world.open();
    await world.topic("grid");
    await world.subscribe("grid", "all");
    await world.names();
  });
  afterEach(() => world.close());

  const JSON_TYPE = { "content-type": "application/json" };
  const messageOf = ({ text }: Answer) => (JSON.parse(text) as { error: { message: string } }).error.message;
  const sent = (principal = "sender") => credential(principal);

  it("1.1 takes a request with the one version, or without any", async () => {
    const answers = await Promise.all(
      ["", "?api-version=2018-01-01"].map((query) =>
        world.send(
          "POST",
          `${endpointOf("grid")}${query}`,
          { ...JSON_TYPE, authorization: "Bearer sender@https://eventgrid.azure.net" },
          JSON.stringify([gridEvent()]),
        ),
      ),
    );
    for (const { status, headers } of answers) {
      assert.equal(status, 200);
      assert.equal(headers["api-supported-versions"], "2018-01-01");
    }
  });

  it("1.3 takes the SDK's client in both of its modes", async () => {
    const options = world.sdkOptions();
    await new EventGridPublisherClient(endpointOf("grid"), "EventGrid", sent(), options).send([
      { subject: "s", eventType: "T", dataVersion: "1", data: { n: 1 } },
    ]);
    await new EventGridPublisherClient(endpointOf("names"), "CloudEvent", sent(), options).send([
      { source: "/s", type: "T", data: { n: 1 } },
      { source: "/s", type: "T", data: Buffer.from("bytes"), datacontenttype: "application/octet-stream" },
    ]);
    await world.until("delivered", 3);
    const bytes = world.deliveries().find(({ body }) => body.includes("data_base64"));
    assert.equal((JSON.parse(bytes?.body ?? "") as { data_base64: string }).data_base64, "Ynl0ZXM=");
  });

  it("1.4 answers the SDK's client at the root of the host with ResourceNotFound", async () => {
    const root = new URL("/", endpointOf("grid")).href;
    const client = new EventGridPublisherClient(root, "EventGrid", sent(), world.sdkOptions());
    await assert.rejects(client.send([{ subject: "s", eventType: "T", dataVersion: "1", data: {} }]), {
      name: "RestError",
      statusCode: 404,
      code: "NotFound",
      message: /^No HTTP resource was found that matches the request URI/,
    });
  });

  it("1.5 refuses with 415 an event without a type of content, and binary mode with anything but JSON", async () => {
    const binary = { "ce-id": "b", "ce-source": "/s", "ce-type": "T", "ce-specversion": "1.0" };
    const authorization = "Bearer sender@https://eventgrid.azure.net";
    for (const [headers, status] of [
      [{ ...binary, "content-type": "application/json" }, 200],
      [{ ...binary, "content-type": "text/plain" }, 415],
      [{ ...binary, "content-type": "application/octet-stream" }, 415],
      [{}, 415],
    ] as const) {
      const answer = await world.send("POST", endpointOf("names"), { authorization, ...headers }, "{}");
      assert.equal(answer.status, status, JSON.stringify(headers));
    }
  });

  it("1.8 says of a key that is no base64 what is wrong with it, and of another only that it is wrong", async () => {
    const wrong = async (key: string) => {
      const answer = await world.send("POST", endpointOf("grid"), { ...JSON_TYPE, "aeg-sas-key": key }, "[]");
      assert.equal(answer.status, 401);
      return messageOf(answer);
    };
    assert.match(
      await wrong("not base64!"),
      /^The request authorization key is not authorized for GRID\.WESTEUROPE-1\.EVENTGRID\.AZURE\.NET\. This is due to the reason: The input is not a valid Base-64 string/,
    );
    assert.match(await wrong("AAAA"), /^The request authorization key is not authorized for [A-Z0-9.-]+ Report '/);
  });

  it("1.8 takes a key from the SDK's client after the other was made anew", async () => {
    const act = (action: string, body = {}) => world.manager.act(topicId("grid"), action, body);
    const { key2 } = await act("listKeys");
    await act("regenerateKey", { keyName: "key1" });
    const key = new AzureKeyCredential(String(key2));
    const client = new EventGridPublisherClient(endpointOf("grid"), "EventGrid", key, world.sdkOptions());
    await client.send([{ subject: "s", eventType: "T", dataVersion: "1", data: {} }]);
  });

  it("1.12 answers success with no body, an id of the request, and HSTS", async () => {
    const { headers, text } = await world.publish("names", cloudEvent());
    assert.equal(text, "");
    assert.equal(headers["content-length"], "0");
    assert.match(String(headers["x-ms-request-id"]), /^[0-9a-f-]{36}$/);
    assert.match(String(headers["strict-transport-security"]), /^max-age=\d+/);
  });

  it("1.13 answers success whether the subscriber is well, down, or nobody", async () => {
    world.answer = () => ({ status: 500 });
    assert.equal((await world.publish("names", cloudEvent())).status, 200);
    await world.topic("lonely", { inputSchema: CLOUD_EVENTS });
    assert.equal((await world.publish("lonely", cloudEvent())).status, 200);
  });

  it("1.17 takes nothing of a request of which one event is bad", async () => {
    await world.publish("grid", [gridEvent(), gridEvent({ id: "" })], JSON_TYPE);
    await world.settle();
    assert.deepEqual(world.deliveries(), []);
    assert.equal(world.stored(), 0);
  });

  it("1.18 delivers events that the SDK's deserializer takes, in either schema", async () => {
    await world.publish("grid", [gridEvent({ dataVersion: undefined })], JSON_TYPE);
    await world.publish("names", cloudEvent({ data: { n: 1 } }));
    await world.until("delivered", 2);
    const deserializer = new EventGridDeserializer();
    for (const { body, headers } of world.deliveries()) {
      const events =
        headers.origin === undefined
          ? deserializer.deserializeEventGridEvents(body)
          : deserializer.deserializeCloudEvents(body);
      assert.equal((await events).length, 1);
    }
  });
});
