import assert from "node:assert/strict";
import fc from "fast-check";
import { cloudEvent, gridEvent } from "../eventgrid/event-grid-world.js";
import { fuzz, share } from "./fuzz.js";
import { FUNCTIONS } from "./fuzzed-app.js";
import { FuzzedSite } from "./fuzzed-site.js";
import { mutatedJson } from "./mutated-json.js";
import { mostly, oddPath, oddText, someHeaders, someQuery } from "./odd-text.js";
import type { WireRequest } from "./wire-request.js";

const REQUESTS = share(3_500);
const PATH = "/runtime/webhooks/eventgrid";
const VALIDATION = gridEvent({
  eventType: "Microsoft.EventGrid.SubscriptionValidationEvent",
  data: { validationCode: "512d38b6-c7b8-40c8-89fe-f46f9e9622b6", validationUrl: "https://example.com/validate" },
});

describe("Odd requests to the webhook of Event Grid", function () {
  this.timeout(120_000);
  let site: FuzzedSite;

  before(async () => {
    site = await FuzzedSite.open();
  });
  after(() => site?.azure.end());

  it(`${REQUESTS} of them end neither host nor app, fail nowhere inside, and show no secret`, async () => {
    await fuzz(request, REQUESTS, async (made, lane) => void (await site.send(lane, made)));
    assert.equal((await site.send(0, GOOD)).status, 202);
    await site.assertWell();
  });
});

const GOOD: WireRequest = {
  connect: FuzzedSite.HOST,
  method: "POST",
  target: `${PATH}?functionName=onEvent&code=$(system key)`,
  headers: [
    ["host", FuzzedSite.HOST],
    ["aeg-event-type", "Notification"],
  ],
  body: JSON.stringify([gridEvent()]),
};

const KEYS = ["$(system key)", "$(system key)", "$(master key)", "$(function key)", "wrong"];
const EVENT_TYPES = ["Notification", "Notification", "SubscriptionValidation", "Unsubscribe", "notification"];

const request: fc.Arbitrary<WireRequest> = fc
  .record({
    method: mostly(fc.constant("POST"), fc.constantFrom("GET", "PUT", "DELETE", "OPTIONS", "OPTIONS", "HEAD", "BREW")),
    path: mostly(fc.constant(PATH), oddPath(PATH, "/runtime/webhooks/blobs", "/runtime/webhooks")),
    query: mostly(
      fc
        .tuple(
          mostly(fc.constant("onEvent"), oddText(...FUNCTIONS)),
          mostly(fc.constant("$(system key)"), oddText(...KEYS)),
        )
        .map(([name, key]) => `functionName=${name}&code=${key}`),
      someQuery({ functionName: FUNCTIONS, code: KEYS, a: ["b"] }),
    ),
    eventType: mostly(fc.constantFrom(...EVENT_TYPES), oddText(...EVENT_TYPES)),
    headers: someHeaders({
      "x-functions-key": KEYS,
      "webhook-request-origin": ["eventgrid.azure.net", "example.com"],
      "webhook-request-callback": ["https://example.com/"],
      "content-type": ["application/json", "application/cloudevents+json", "application/cloudevents-batch+json"],
      traceparent: ["00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", "00-0"],
    }),
    body: mutatedJson([gridEvent(), gridEvent({ data: "text" })], [VALIDATION], cloudEvent({ data: { a: 1 } })),
  })
  .map(({ method, path, query, eventType, headers, body }) => ({
    connect: FuzzedSite.HOST,
    method,
    target: `${path}?${query}`,
    headers: [["host", FuzzedSite.HOST], ["aeg-event-type", eventType], ...headers],
    body: /^(GET|HEAD)$/.test(method) ? "" : body,
  }));
