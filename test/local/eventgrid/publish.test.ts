import assert from "node:assert/strict";
import { cloudEvent, EventGridWorld, endpointOf, gridEvent, topicId } from "./event-grid-world.js";

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
    assert.equal(chunked.headers.connection, "close", "the rest of the request is no request");
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
