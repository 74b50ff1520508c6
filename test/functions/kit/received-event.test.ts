import assert from "node:assert/strict";
import { NameGenerated } from "../../../contracts/index.js";
import { readEvent } from "../../../functions/kit/received-event.js";
import { nameGenerated } from "../support/events.js";

function refusalOf(raw: unknown) {
  const received = readEvent(NameGenerated, raw);
  return "refusal" in received ? received.refusal : assert.fail("expected a refusal");
}

describe("readEvent", () => {
  it("gives the event with its time as a date", () => {
    const raw = nameGenerated("Ada", { subject: "names/ada", traceparent: "00-1-2-01" });
    assert.deepEqual(readEvent(NameGenerated, raw), {
      event: {
        id: raw.id,
        source: "/generator",
        type: "Names.NameGenerated.v1",
        subject: "names/ada",
        time: new Date("2026-03-01T12:00:00.123Z"),
        data: raw.data,
      },
    });
  });

  it("takes an event without a time, which CloudEvents allows", () => {
    const received = readEvent(NameGenerated, nameGenerated("Ada", { time: undefined }));
    assert.ok("event" in received && received.event.time instanceof Date);
  });

  it("takes data with a field that is not known yet", () => {
    const raw = nameGenerated("Ada");
    const received = readEvent(NameGenerated, { ...raw, data: { ...raw.data, mood: "good" } });
    assert.deepEqual("event" in received && received.event.data, raw.data);
  });

  it("refuses what is no CloudEvent, naming the fields", () => {
    for (const raw of [undefined, "text", [], {}]) assert.equal(refusalOf(raw).reason, "notACloudEvent");
    const { misfits } = refusalOf(nameGenerated("Ada", { id: 7, time: "yesterday" }));
    assert.deepEqual(
      misfits.map(({ field }) => field),
      ["id", "time"],
    );
  });

  it("refuses another type of event", () => {
    const { reason, misfits } = refusalOf(nameGenerated("Ada", { type: "Names.NameGenerated.v2" }));
    assert.equal(reason, "otherType");
    assert.deepEqual(misfits, [{ field: "type", message: "expected Names.NameGenerated.v1" }]);
  });

  it("refuses data that does not fit, naming the fields and not their values", () => {
    const { reason, misfits } = refusalOf(nameGenerated("Ada", { data: { id: "no-uuid-hush", name: "" } }));
    assert.equal(reason, "dataDoesNotFit");
    assert.deepEqual(
      misfits.map(({ field }) => field),
      ["data.id", "data.name"],
    );
    assert.doesNotMatch(JSON.stringify(misfits), /hush/);
  });
});
