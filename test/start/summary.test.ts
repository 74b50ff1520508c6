import assert from "node:assert/strict";
import { Journeys } from "../../start/journey.js";
import { readOptions } from "../../start/options.js";
import { summarize } from "../../start/summary.js";

const times = { startedAt: new Date(0), readyAt: new Date(12_340) };
const journeysWith = (...whats: string[]) => {
  const journeys = new Journeys({ container: "raw-names", counter: "tally" });
  for (const what of whats)
    journeys.observe({
      at: new Date(5),
      service: "eventgrid",
      what,
      target: "/eventSubscriptions/evgs-tally-f",
      subject: "a",
    });
  return journeys;
};

describe("The summary", () => {
  it("gives the figures, and says that every name arrived", () => {
    const text = summarize({ recorded: 21, counted: 21, equal: true }, journeysWith(), times, ["x"]);
    assert.match(text, /ready after {6}12\.3 s/);
    assert.match(text, /blobs {12}21\ntally {12}21/);
    assert.match(text, /Every name arrived/);
    assert.doesNotMatch(text, /Refused/);
  });

  it("says at which station the first name was lost", () => {
    const outcome = { recorded: 0, counted: 0, equal: false };
    const text = summarize(outcome, journeysWith("accepted", "delivered"), times, []);
    assert.match(text, /first name lost is a: it was not delivered/);
    assert.doesNotMatch(text, /Refused/);
  });

  it("says what failed and which calls were refused meanwhile", () => {
    const outcome = { recorded: 0, counted: undefined, equal: false, failure: "GET answered 500" };
    const text = summarize(outcome, journeysWith("accepted"), times, ["Put Blob by id-recorder"]);
    assert.match(text, /tally {12}no answer/);
    assert.match(text, /first name lost is a.*\nAt last: GET answered 500\nRefused:\n {2}Put Blob by id-recorder$/);
  });

  it("says why it failed when no name was lost", () => {
    assert.match(
      summarize({ recorded: 1, counted: 0, equal: false }, journeysWith(), times, []),
      /only 0 of 20 names were published/,
    );
  });
});

describe("The options", () => {
  it("are few, and an unknown one is named", () => {
    assert.deepEqual({ ...readOptions(["--once"]) }, { once: true, watch: false, help: false });
    assert.throws(() => readOptions(["--twice"]), /--twice/);
  });
});
