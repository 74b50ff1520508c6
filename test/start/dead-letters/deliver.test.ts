import assert from "node:assert/strict";
import type { TokenCredential } from "@azure/identity";
import { type Answer, type Call, type Http, NetworkError } from "../../../infra/shipping/http.js";
import { type DeadLetter, readDeadLetters } from "../../../start/dead-letters/dead-letter.js";
import { createDeliver } from "../../../start/dead-letters/deliver.js";
import { blobName, cloudEvent, eventGridEvent, STACK } from "./letters.js";

const KEY = "k3y-of-event-grid";
const LIST =
  "https://management.azure.com/subscriptions/sub/resourceGroups/rg/providers/Microsoft.Web/sites/func-recorder/host/default/listkeys?api-version=2025-03-01";
const WEBHOOK = "https://func-recorder.azurewebsites.net/runtime/webhooks/eventgrid?functionName=recordName";

const letterOf = (event: object, subscription?: string): DeadLetter => {
  const [letter] = readDeadLetters(blobName("g", subscription), JSON.stringify([event]));
  assert.ok(letter);
  return letter;
};

/** An Azure that answers like this. */
function world(more: Record<string, () => { status: number; text?: string }> = {}) {
  const calls: { readonly url: string; readonly call: Call }[] = [];
  const answers: typeof more = {
    [LIST]: () => ({ status: 200, text: JSON.stringify({ masterKey: "m", systemKeys: { eventgrid_extension: KEY } }) }),
    [WEBHOOK]: () => ({ status: 202 }),
    ...more,
  };
  const call: Http = async (url, call) => {
    calls.push({ url, call });
    const { status, text = "" } = answers[url]?.() ?? { status: 404 };
    return { status, headers: { get: () => null }, text: async () => text } satisfies Answer;
  };
  const credential: TokenCredential = { getToken: async () => ({ token: "t0ken", expiresOnTimestamp: 0 }) };
  return { calls, deliver: createDeliver(STACK, credential, call) };
}

describe("Delivery of a dead letter", () => {
  it("is that of Event Grid, to the one function, with the key for Event Grid in a header", async () => {
    const { calls, deliver } = world();
    assert.equal(await deliver(letterOf(cloudEvent("1"))), undefined);
    assert.deepEqual(
      calls.map(({ url }) => url),
      [LIST, WEBHOOK],
    );
    const { headers, body, method } = calls[1]?.call ?? {};
    assert.equal(method, "POST");
    assert.deepEqual(headers, {
      "content-type": "application/cloudevents+json; charset=utf-8",
      "aeg-event-type": "Notification",
      "aeg-subscription-name": "EVGS-RECORDER-RECORDNAME",
      "aeg-delivery-count": "30",
      "aeg-metadata-version": "1",
      "x-functions-key": KEY,
    });
    const { specversion, id, source, type, time, data } = cloudEvent("1");
    assert.deepEqual(JSON.parse(Buffer.from(body ?? []).toString()), { specversion, id, source, type, time, data });
  });

  it("has an array in the Event Grid schema", async () => {
    const { calls, deliver } = world();
    await deliver(letterOf(eventGridEvent("1")));
    const { headers, body } = calls[1]?.call ?? {};
    assert.equal(headers?.["content-type"], "application/json; charset=utf-8");
    const [event, ...more] = JSON.parse(Buffer.from(body ?? []).toString()) as Record<string, unknown>[];
    assert.deepEqual(
      [event?.eventType, event?.deadLetterReason, more.length],
      ["Names.NameGenerated.v1", undefined, 0],
    );
  });

  it("asks for a key once", async () => {
    const { calls, deliver } = world();
    await deliver(letterOf(cloudEvent("1")));
    await deliver(letterOf(cloudEvent("2")));
    assert.equal(calls.filter(({ url }) => url === LIST).length, 1);
  });

  it("fails with why, and tells no key", async () => {
    for (const [answers, message] of [
      [
        { [WEBHOOK]: () => ({ status: 500, text: `broken; code was ${KEY}` }) },
        /^the function answers 500 broken; code was \*\*\*$/,
      ],
      [{ [WEBHOOK]: () => ({ status: 302 }) }, /^the function answers 302/],
      [
        {
          [WEBHOOK]: () => {
            throw new NetworkError("no answer (ECONNREFUSED)");
          },
        },
        /ECONNREFUSED/,
      ],
      [
        { [LIST]: () => ({ status: 403, text: "AuthorizationFailed" }) },
        /needs Microsoft.Web\/sites\/host\/listkeys\/action on rg/,
      ],
      [{ [LIST]: () => ({ status: 200, text: "{}" }) }, /host of func-recorder has no key eventgrid_extension/],
    ] as const)
      assert.match((await world(answers).deliver(letterOf(cloudEvent("1")))) ?? "", message);
  });

  it("calls nobody for a subscription that is gone", async () => {
    const { calls, deliver } = world();
    assert.match((await deliver(letterOf(cloudEvent("1"), "EVGS-GONE-BILL"))) ?? "", /no subscription EVGS-GONE-BILL/);
    assert.equal(calls.length, 0);
  });
});
