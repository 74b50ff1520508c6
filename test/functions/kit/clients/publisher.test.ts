import assert from "node:assert/strict";
import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { AzureKeyCredential, EventGridPublisherClient } from "@azure/eventgrid";
import * as z from "zod";
import { defineEvent, type EventType, NameGenerated, publish } from "../../../../contracts/index.js";
import { publisher } from "../../../../functions/kit/clients/publisher.js";

const ID = "0b6f8f0e-3f1f-4a51-9d3c-5d1b0c1f9a77";

describe("publisher", () => {
  const received: { headers: IncomingMessage["headers"]; events: Record<string, unknown>[] }[] = [];
  let server: Server;
  let client: EventGridPublisherClient<"CloudEvent">;

  before(async () => {
    server = createServer(async (request, response) => {
      received.push({ headers: request.headers, events: JSON.parse(await text(request)) });
      response.end();
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/events`;
    client = new EventGridPublisherClient(endpoint, "CloudEvent", new AzureKeyCredential("key"), {
      allowInsecureConnection: true,
      retryOptions: { maxRetries: 0 },
    });
  });
  beforeEach(() => received.splice(0));
  after(() => {
    server.closeAllConnections();
    server.close();
  });

  const publishName = publisher(publish(NameGenerated), "/generator", async () => client);

  it("sends one CloudEvent from the app, with the id and subject that were given", async () => {
    const data = { id: ID, name: "Ada" };
    assert.deepEqual(await publishName(NameGenerated, data, { id: ID, subject: "names" }), { id: ID });
    assert.equal(received.length, 1);
    const { headers, events } = received[0] ?? assert.fail();
    assert.match(String(headers["content-type"]), /^application\/cloudevents-batch\+json/);
    const { time, ...event } = events[0] ?? assert.fail();
    assert.ok(Math.abs(Date.now() - Date.parse(String(time))) < 60_000);
    assert.deepEqual(event, {
      specversion: "1.0",
      id: ID,
      source: "/generator",
      type: "Names.NameGenerated.v1",
      subject: "names",
      datacontenttype: "application/json",
      data,
    });
  });

  it("makes up an id when none is given", async () => {
    const { id } = await publishName(NameGenerated, { id: ID, name: "Ada" });
    assert.equal(received[0]?.events[0]?.id, id);
    assert.match(id, /^[0-9a-f-]{36}$/);
  });

  it("sends nothing when the data does not fit, and names the field but not its value", async () => {
    await assert.rejects(publishName(NameGenerated, { id: "hush", name: "" }, { id: ID }), (error: Error) => {
      assert.match(error.message, new RegExp(`^Names.NameGenerated.v1 ${ID} is not published: data.id: .*data.name: `));
      assert.doesNotMatch(error.message, /hush/);
      return true;
    });
    assert.equal(received.length, 0);
  });

  it("sends nothing of a type that the need does not list, should the types have been got around", async () => {
    const Other = defineEvent("Names.Other.v1", z.object({}));
    const publishAny = publishName as unknown as (event: EventType, data: unknown) => Promise<unknown>;
    await assert.rejects(publishAny(Other, {}), {
      message: 'event type "Names.Other.v1" is not in this need to publish, which allows Names.NameGenerated.v1',
    });
    assert.equal(received.length, 0);
  });
});
