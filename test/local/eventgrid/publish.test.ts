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

describe("Event Grid publish API", () => {
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

  describe("answers", () => {
    it("takes a batch, one in structured mode and one in binary mode of CloudEvents", async () => {
      await world.names();
      const answer = await world.publish("names", [cloudEvent(), cloudEvent()]);
      assert.equal(answer.status, 200);
      assert.equal(answer.text, "");
      assert.equal(answer.headers["content-length"], "0");
      assert.equal(answer.headers["api-supported-versions"], "2018-01-01");
      assert.match(String(answer.headers["x-ms-request-id"]), /^[0-9a-f-]{36}$/);
      assert.equal((await world.publish("names", cloudEvent())).status, 200);
      const binary = {
        ...TEXT,
        "ce-id": "b1",
        "ce-source": "/s%20t",
        "ce-type": "T",
        "ce-specversion": "1.0",
        "ce-tenant": "x",
      };
      assert.equal((await world.publish("names", { name: "Ada" }, binary)).status, 200);
      await world.until("delivered", 4);
      const delivered = world.deliveries().map(({ body }) => JSON.parse(body));
      assert.deepEqual(
        delivered.find(({ id }) => id === "b1"),
        {
          id: "b1",
          source: "/s t",
          type: "T",
          specversion: "1.0",
          tenant: "x",
          datacontenttype: "application/json",
          data: { name: "Ada" },
        },
      );
      assert.deepEqual(world.of("accepted").map(({ target, status }) => ({ target, status }))[3], {
        target: topicId("names"),
        status: 200,
      });
    });

    it("reads plain JSON as one event in structured mode", async () => {
      await world.names();
      assert.equal((await world.publish("names", cloudEvent(), TEXT)).status, 200);
      const { status, text } = await world.publish("names", [cloudEvent()], TEXT);
      assert.equal(status, 400);
      assert.match(
        errorOf(text).message,
        /^This resource is configured to receive event in 'CloudEventV10' schema\. The JSON received does not conform to the expected schema\. Token Expected: StartObject, Actual Token Received: StartArray\. Report '[0-9a-f-]{36}:0:1\/5\/2026 10:00:00 AM \(UTC\)' to our forums for assistance or raise a support ticket\.$/,
      );
      assert.equal(errorOf(text).code, "BadRequest");
      assert.deepEqual(errorOf(text).details, [{ code: "InputJsonInvalid", message: errorOf(text).message }]);
    });

    it("refuses other content types with 415", async () => {
      await world.names();
      for (const type of ["text/plain", "application/xml", "application/cloudevents+xml"]) {
        const { status, text } = await world.publish("names", cloudEvent(), { "content-type": type });
        assert.equal(status, 415, type);
        assert.equal(errorOf(text).details[0]?.code, "InvalidContentType");
      }
      assert.equal((await world.publish("names", cloudEvent(), { "content-encoding": "gzip" })).status, 415);
    });

    it("requires what a CloudEvent needs, in each event of a batch", async () => {
      await world.names();
      const refused = async (event: object, text: RegExp) => {
        const answer = await world.publish("names", [cloudEvent(), event]);
        assert.equal(answer.status, 400);
        assert.match(errorOf(answer.text).message, text);
      };
      for (const attribute of ["id", "source", "type", "specversion"]) {
        await refused(cloudEvent({ [attribute]: undefined }), new RegExp(`requires '${attribute}' property to be set`));
        await refused(cloudEvent({ [attribute]: "" }), new RegExp(`requires '${attribute}' property to be set`));
      }
      await refused(cloudEvent({ specversion: "0.3" }), /specversion/);
      await refused(cloudEvent({ subject: 1 }), /subject/);
      await refused(cloudEvent({ time: "yesterday" }), /time/);
      await refused(cloudEvent({ Tenant: "x" }), /lower-case/);
      await refused(cloudEvent({ data: 1, data_base64: "AA==" }), /data_base64/);
      await refused([1], /Token Expected: StartObject/);
      assert.equal((await world.publish("names", [])).status, 400);
      assert.equal((await world.publish("names", "{", {})).status, 400);
      const deep = JSON.stringify(cloudEvent({ data: 0 })).replace(":0", `:${"[".repeat(90_000)}${"]".repeat(90_000)}`);
      assert.equal((await world.publish("names", deep)).status, 400);
      await world.settle();
      assert.equal(world.hook.length, 1, "only the handshake: nothing of a refused request is taken");
    });

    it("requires what an Event Grid event needs, and stamps it", async () => {
      await world.topic("grid");
      await world.subscribe("grid", "all");
      const refused = async (body: unknown, text: RegExp, status = 400) => {
        const answer = await world.publish("grid", body, TEXT);
        assert.equal(answer.status, status);
        assert.match(errorOf(answer.text).message, text);
      };
      await refused([{}], /^This resource is configured for 'EventGridEvent' schema and requires 'subject' property/);
      await refused([gridEvent({ id: "", eventType: "" })], /requires 'id' property/);
      await refused([gridEvent({ eventType: 1 })], /requires 'eventType' property/);
      await refused([gridEvent({ eventTime: undefined })], /requires 'eventTime' property/);
      await refused([gridEvent({ eventTime: "soon" })], /eventTime/);
      await refused([gridEvent({ metadataVersion: "2" })], /metadataVersion/);
      await refused([gridEvent({ dataVersion: 2 })], /dataVersion/);
      await refused([gridEvent({ source: "/s" })], /Received unexpected property 'source' in JSON/);
      await refused([gridEvent({ topic: topicId("other") })], /other/, 401);
      await refused(gridEvent(), /^Unexpected token when reading JSON\. Expected: StartArray, actual: StartObject\./);
      const { id } = gridEvent();
      assert.equal(
        (await world.publish("grid", [gridEvent({ id, dataVersion: undefined })], { "content-type": "text/plain" }))
          .status,
        200,
      );
      await world.until("delivered");
      const [delivery] = world.deliveries();
      assert.deepEqual(JSON.parse(delivery?.body ?? ""), [
        { ...gridEvent({ id }), dataVersion: "", metadataVersion: "1", topic: topicId("grid") },
      ]);
    });

    it("refuses what is too large or too many with 413, and takes a megabyte", async () => {
      await world.names();
      const sized = (bytes: number) => cloudEvent({ data: "x".repeat(bytes) });
      assert.equal((await world.publish("names", sized(1_000_000))).status, 200);
      const event = await world.publish("names", sized(1_060_000));
      assert.equal(event.status, 413);
      const request = await world.publish("names", [sized(900_000), sized(900_000)]);
      assert.equal(request.status, 413);
      assert.match(errorOf(request.text).message, /^The maximum size \(1536000\) has been exceeded\./);
      const chunked = await world.publish("names", [sized(900_000), sized(900_000)], {
        "transfer-encoding": "chunked",
      });
      assert.equal(chunked.status, 413);
      const many = (count: number) => Array.from({ length: count }, () => cloudEvent());
      assert.equal((await world.publish("names", many(5_001))).status, 413);
      assert.equal((await world.publish("names", many(5_000))).status, 200);
    });

    it("serves its one path and method", async () => {
      await world.names();
      const url = endpointOf("names");
      const wrong = await world.send("POST", new URL("/", url).href);
      assert.equal(wrong.status, 404);
      assert.equal(errorOf(wrong.text).details[0]?.code, "ResourceNotFound");
      assert.match(
        errorOf(wrong.text).message,
        /^No HTTP resource was found that matches the request URI 'https:\/\/names\.westeurope-1\.eventgrid\.azure\.net\/'\. Report '[0-9a-f-]{36}:1\/5/,
      );
      const get = await world.send("GET", url);
      assert.equal(get.status, 405);
      assert.equal(get.headers.allow, "OPTIONS, POST");
      assert.equal((await world.send("OPTIONS", url)).status, 200);
      assert.equal((await world.send("HEAD", url)).status, 404);
      assert.equal((await world.send("POST", endpointOf("nobody"))).status, 404);
      const headers = {
        authorization: "Bearer sender@https://eventgrid.azure.net",
        "content-type": "application/cloudevents+json",
      };
      const asked = (version: string) =>
        world.send("POST", `${url}?api-version=${version}`, headers, JSON.stringify(cloudEvent()));
      assert.equal((await asked("2018-01-01")).status, 200);
      assert.equal((await asked("2024-06-01")).status, 400);
    });
  });

  describe("access", () => {
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
      assert.match(
        errorOf(malformed.text).message,
        /^Invalid key in aeg-sas-token\. Valid format :r=UrlEncodedResource/,
      );
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
});
