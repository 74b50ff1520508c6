import assert from "node:assert/strict";
import { isChosen } from "../../../start/dead-letters/choice.js";
import { readDeadLetters } from "../../../start/dead-letters/dead-letter.js";
import { blobName, cloudEvent, eventGridEvent } from "./letters.js";

describe("A dead letter", () => {
  it("is a CloudEvent with how it died, which is taken out of it", () => {
    const [letter, ...more] = readDeadLetters(blobName("g"), JSON.stringify([cloudEvent("1")]));
    assert.equal(more.length, 0);
    const { specversion, id, source, type, time, data } = cloudEvent("1");
    assert.deepEqual(letter, {
      subscription: "EVGS-RECORDER-RECORDNAME",
      blob: blobName("g"),
      hour: "2026-05-01T09:00:00.000Z",
      id: "1",
      type: "Names.NameGenerated.v1",
      subject: "",
      reason: "MaxDeliveryAttemptsExceeded",
      attempts: 30,
      lastOutcome: "Busy",
      published: "2026-05-01T08:00:01.0000000Z",
      event: { specversion, id, source, type, time, data },
    });
  });

  it("is an event in the Event Grid schema", () => {
    const [letter] = readDeadLetters(blobName("g"), JSON.stringify([eventGridEvent("1")]));
    assert.deepEqual(
      [letter?.type, letter?.subject, letter?.reason, letter?.attempts, letter?.lastAttempt],
      ["Names.NameGenerated.v1", "names/ada", "UndeliverableDueToHttpBadRequest", 1, "2026-05-01T08:00:02.0000000Z"],
    );
    assert.deepEqual(Object.keys(letter?.event ?? {}), [
      "id",
      "topic",
      "subject",
      "eventType",
      "eventTime",
      "data",
      "dataVersion",
      "metadataVersion",
    ]);
  });

  it("lies in a blob with others, in the order of the blob", () => {
    const letters = readDeadLetters(blobName("g"), JSON.stringify(["1", "2", "3"].map((id) => cloudEvent(id))));
    assert.deepEqual(
      letters.map(({ id }) => id),
      ["1", "2", "3"],
    );
  });

  it("is nothing else that lies there", () => {
    for (const [name, text, message] of [
      ["notes.txt", "[]", /its name is not/],
      [blobName("g"), "{", /it holds no JSON/],
      [blobName("g"), '{"id":"1"}', /it holds no array of events/],
      [blobName("g"), "[1]", /it holds no array of events/],
    ] as const)
      assert.throws(() => readDeadLetters(name, text), message);
  });
});

describe("The choice of dead letters", () => {
  const [letter] = readDeadLetters(blobName("g"), JSON.stringify([cloudEvent("1")]));
  assert.ok(letter);
  const chosen = (choice: Parameters<typeof isChosen>[0], app: string | undefined = "recorder") =>
    isChosen(choice, letter, app);

  it("is all of them, or those by whole ids, app and a part of the reason", () => {
    assert.deepEqual(
      [{}, { ids: ["2", "1"] }, { app: "recorder" }, { reason: "MAXDELIVERY" }].map((choice) => chosen(choice)),
      [true, true, true, true],
    );
    assert.deepEqual(
      [{ ids: ["2"] }, { ids: ["11"] }, { app: "tally" }, { reason: "TimeToLive" }].map((choice) => chosen(choice)),
      [false, false, false, false],
    );
    assert.equal(isChosen({ app: "recorder" }, letter, undefined), false);
  });

  it("counts a time by the hour that it falls into", () => {
    assert.equal(chosen({ since: Date.parse("2026-05-01T09:59:00Z") }), true);
    assert.equal(chosen({ since: Date.parse("2026-05-01T10:00:00Z") }), false);
  });
});
