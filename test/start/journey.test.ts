import assert from "node:assert/strict";
import type { Activity } from "../../local/shared/activity.js";
import { Journeys, latencyOf, median } from "../../start/journey.js";

const subscription = (app: string) => `/…/topics/evgt/eventSubscriptions/evgs-${app}-f`;
const step = (ms: number, activity: Omit<Activity, "at">): Activity => ({ at: new Date(ms), ...activity });
const published = (id: string, ms = 0) =>
  step(ms, { service: "eventgrid", what: "accepted", target: "/topic", subject: id, status: 200 });
const invoked = (id: string, ms = 0) =>
  step(ms, { service: "functions", what: "invoked", target: "/site/functions/f", subject: id });
const blob = (id: string, ms = 0, status = 201) =>
  step(ms, {
    service: "storage",
    what: "Put Blob",
    target: `https://st.blob.core.windows.net/raw-names/${id}.txt`,
    subject: `${id}.txt`,
    status,
  });
const delivered = (id: string, app: string, ms = 0) =>
  step(ms, { service: "eventgrid", what: "delivered", target: subscription(app), subject: id, status: 202 });

describe("Journeys", () => {
  let journeys: Journeys;
  beforeEach(() => {
    journeys = new Journeys({ container: "raw-names", counter: "tally" });
  });

  it("follows a name from station to station", () => {
    const stations = [
      published("a", 10),
      invoked("a", 12),
      blob("a", 20),
      delivered("a", "recorder", 21),
      delivered("a", "tally", 25),
    ].map((activity) => journeys.observe(activity)?.station);
    assert.deepEqual(stations, ["published", "delivered", "recorded", undefined, "counted"]);
    assert.equal(journeys.complete().length, 1);
    assert.deepEqual(journeys.complete().map(latencyOf), [15]);
    assert.equal(journeys.firstLost(), undefined);
  });

  it("takes the begin of a run for the delivery, not its end", () => {
    const journey = journeys.observe(published("a", 10))?.journey;
    journeys.observe({ ...invoked("a", 30), ms: 18 });
    assert.deepEqual(journey?.passed.delivered, new Date(12));
  });

  it("takes a redelivery for no new step", () => {
    journeys.observe(published("a"));
    assert.equal(journeys.observe(invoked("a", 1))?.station, "delivered");
    assert.equal(journeys.observe(invoked("a", 2)), undefined);
  });

  it("leaves out what was not published as a name, and a blob that was refused", () => {
    assert.equal(journeys.observe(invoked("timer")), undefined);
    journeys.observe(published("a"));
    assert.equal(journeys.observe(blob("a", 0, 403)), undefined);
  });

  it("says at which station the first name was lost", () => {
    for (const activity of [
      published("a"),
      invoked("a"),
      blob("a"),
      delivered("a", "tally"),
      published("b"),
      invoked("b"),
    ]) {
      journeys.observe(activity);
    }
    assert.deepEqual(journeys.firstLost(), { id: "b", station: "recorded" });
  });

  it("takes the middle of latencies", () => {
    assert.equal(median([30, 10, 20]), 20);
    assert.equal(median([]), 0);
  });
});
