import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import {
  AzureKeyCredential,
  AzureSASCredential,
  EventGridPublisherClient,
  generateSharedAccessSignature,
} from "@azure/eventgrid";
import { credential } from "../platform.js";
import { CLOUD_EVENTS, cloudEvent, EventGridWorld, endpointOf, gridEvent, topicId } from "./event-grid-world.js";

const TEXT = { "content-type": "application/json" };

describe("Event Grid publish access", () => {
  let world: EventGridWorld;

  beforeEach(async () => {
    world = new EventGridWorld();
    await world.open();
  });
  afterEach(() => world.close());

  const errorOf = (text: string) =>
    (JSON.parse(text) as { error: { code: string; message: string; details: { code: string; message: string }[] } })
      .error;
  const keys = async (topic: string) =>
    (await world.manager.act(topicId(topic), "listKeys", {})) as { key1: string; key2: string };

  it("takes the SDK client with an identity that may send, and no other", async () => {
    await world.names();
    const client = (principal: string) =>
      new EventGridPublisherClient(endpointOf("names"), "CloudEvent", credential(principal), world.sdkOptions());
    const event = { type: "T", source: "/s", data: { name: "Ada" } };
    await client("sender").send([event]);
    await world.until("delivered");
    await assert.rejects(client("stranger").send([event]), {
      name: "RestError",
      statusCode: 401,
      code: "Unauthorized",
      message: new RegExp(
        `^The principal associated with access token presented with the incoming request does not have permission to send data to ${topicId("names")}\\. Report`,
      ),
    });
    assert.equal(world.of("denied")[0]?.note?.includes("Microsoft.EventGrid/events/send/action"), true);
  });

  it("refuses a token for another audience, and no credential at all", async () => {
    await world.names();
    const foreign = await world.publish("names", cloudEvent(), {
      authorization: "Bearer sender@https://vault.azure.net",
    });
    assert.equal(foreign.status, 401);
    const none = await world.send("POST", endpointOf("names"), TEXT, "{}");
    assert.equal(none.status, 401);
    assert.match(
      errorOf(none.text).message,
      /^Request must contain one of the following authorization signature: aeg-sas-token, aeg-sas-key\./,
    );
  });

  it("takes either key of the topic, until it is made anew", async () => {
    await world.topic("grid");
    const { key1, key2 } = await keys("grid");
    const client = (key: string) =>
      new EventGridPublisherClient(endpointOf("grid"), "EventGrid", new AzureKeyCredential(key), world.sdkOptions());
    const event = { subject: "s", eventType: "T", dataVersion: "1", data: {} };
    await client(key1).send([event]);
    await client(key2).send([event]);
    await world.manager.act(topicId("grid"), "regenerateKey", { keyName: "key1" });
    await assert.rejects(client(key1).send([event]), {
      statusCode: 401,
      message: /^The request authorization key is not authorized for GRID\.WESTEUROPE-1\.EVENTGRID\.AZURE\.NET\./,
    });
    await client(key2).send([event]);
    await assert.rejects(world.manager.act(topicId("grid"), "regenerateKey", { keyName: "key3" }), /key1 or key2/);
    const query = await world.send(
      "POST",
      `${endpointOf("grid")}?aeg-sas-key=${encodeURIComponent(key2)}`,
      TEXT,
      JSON.stringify([gridEvent()]),
    );
    assert.equal(query.status, 200);
    const empty = await world.send("POST", endpointOf("grid"), { ...TEXT, "aeg-sas-key": "" }, "[]");
    assert.equal(empty.status, 400);
    assert.equal(errorOf(empty.text).details[0]?.code, "InvalidSas");
  });

  it("takes SAS tokens of every client's encoding, unless expired, altered or for another host", async () => {
    await world.topic("grid");
    const { key1 } = await keys("grid");
    const until = new Date("2026-01-05T11:00:00Z");
    const sas = await generateSharedAccessSignature(endpointOf("grid"), new AzureKeyCredential(key1), until);
    const client = new EventGridPublisherClient(
      endpointOf("grid"),
      "EventGrid",
      new AzureSASCredential(sas),
      world.sdkOptions(),
    );
    await client.send([{ subject: "s", eventType: "T", dataVersion: "1", data: {} }]);
    const post = (token: string, header = "aeg-sas-token") =>
      world.send("POST", endpointOf("grid"), { ...TEXT, [header]: token }, JSON.stringify([gridEvent()]));
    const signed = (text: string) =>
      `${text}&s=${encodeURIComponent(createHmac("sha256", Buffer.from(key1, "base64")).update(text).digest("base64"))}`;
    const resource = encodeURIComponent(endpointOf("grid"));
    const dotnet = signed(`r=${resource.toLowerCase()}&e=1%2f5%2f2026+11%3a00%3a00+AM`);
    const python = signed(`r=${resource}&e=${encodeURIComponent("2026-01-05T11:00:00")}`);
    assert.equal((await post(dotnet)).status, 200);
    assert.equal((await post(python)).status, 200);
    assert.equal((await post(`SharedAccessSignature ${python}`, "authorization")).status, 200);
    const altered = `${encodeURIComponent(Buffer.alloc(32).toString("base64"))}`;
    assert.equal((await post(python.replace(/&s=.*/, `&s=${altered}`))).status, 401);
    assert.equal(
      (await post(signed(`r=${encodeURIComponent(endpointOf("other"))}&e=1%2f5%2f2026+11%3a00%3a00+AM`))).status,
      401,
    );
    const malformed = await post("r=x");
    assert.equal(malformed.status, 400);
    assert.match(errorOf(malformed.text).message, /^Invalid key in aeg-sas-token\. Valid format :r=UrlEncodedResource/);
    world.clock.move(3_600_000);
    assert.equal((await post(dotnet)).status, 401);
    assert.equal((await post(python)).status, 401);
  });

  it("refuses keys and SAS tokens when local authentication is off", async () => {
    await world.topic("names", { inputSchema: CLOUD_EVENTS, disableLocalAuth: true });
    const { key1 } = await keys("names");
    const answer = await world.send(
      "POST",
      endpointOf("names"),
      { ...TEXT, "aeg-sas-key": key1 },
      JSON.stringify(cloudEvent()),
    );
    assert.equal(answer.status, 401);
    assert.match(errorOf(answer.text).message, /Local authentication is disabled/);
    assert.equal((await world.publish("names", cloudEvent())).status, 200);
  });

  it("shuts publishers out of a topic without public access", async () => {
    await world.topic("names", { inputSchema: CLOUD_EVENTS, publicNetworkAccess: "Disabled" });
    assert.equal((await world.publish("names", cloudEvent())).status, 403);
  });
});
