import assert from "node:assert/strict";
import { NameGenerated, recorder, tally } from "../../../contracts/index.js";
import { createNames } from "../../../infra/names.js";
import type { Activity } from "../../../local/shared/activity.js";
import { EventFlow, type FlowFilter } from "../../../start/events/event-flow.js";

const names = createNames("local", "a seed");
const ID = "3f2c5c1e-0000-4000-8000-000000000001";
const step = (activity: Omit<Activity, "at">): Activity => ({ at: new Date(5), ...activity });
const published = (id = ID, type: string = NameGenerated.type) =>
  step({ service: "eventgrid", what: "accepted", target: "/topics/evgt", subject: id, type, status: 200 });
const eventGrid = (what: string, app: string, fn: string, more: Partial<Activity> = {}) => {
  const target = `/subscriptions/s/topics/evgt/providers/Microsoft.EventGrid/eventSubscriptions/${names.subscription(app, fn)}`;
  return step({ service: "eventgrid", what, target, subject: ID, ...more });
};
const invoked = (app: string, fn: string, subject = ID, status = 202) =>
  step({
    service: "functions",
    what: "invoked",
    target: `/subscriptions/s/providers/Microsoft.Web/sites/${names.app(app)}/functions/${fn}`,
    subject,
    status,
    ms: 7,
  });
const stored = (kind: "blob" | "table", what: string, path: string, subject: string, status = 201) =>
  step({ service: "storage", what, target: `https://stdata.${kind}.core.windows.net/${path}`, subject, status });
const blob = (container: string, name: string, status = 201) =>
  stored("blob", "Put Blob", `${container}/${name}`, name, status);
const row = stored("table", "Entity Group Transaction", "$batch", "lettercounts", 202);

const JOURNEY = [
  published(),
  invoked("recorder", "recordName"),
  blob("raw-names", `${ID}.txt`),
  eventGrid("delivered", "recorder", "recordName", { status: 202, ms: 9 }),
  row,
];
const seen = (filter: FlowFilter, activities: readonly Activity[] = JOURNEY) => {
  const flow = new EventFlow(filter);
  return activities.flatMap((activity) => flow.observe(activity) ?? []);
};
const whats = (filter: FlowFilter, activities?: readonly Activity[]) =>
  seen(filter, activities).map(({ what }) => what);

describe("The flow of events", () => {
  it("tells each step: of which event, of which type, where", () => {
    const common = { at: new Date(5), id: ID, type: NameGenerated.type };
    const inRecorder = { ...common, app: "recorder", function: "recordName", status: 202 };
    assert.deepEqual(seen({}), [
      { ...common, what: "published", status: 200 },
      { ...inRecorder, what: "handled", ms: 7 },
      { ...common, what: "blob written", resource: "raw-names", blob: `${ID}.txt`, status: 201 },
      { ...inRecorder, what: "delivered", ms: 9 },
      { at: new Date(5), what: "table written", resource: "lettercounts", status: 202 },
    ]);
  });

  it("tells what goes wrong, in the words of the local Azure", () => {
    const failures = [
      invoked("recorder", "recordName", ID, 500),
      ...["retrying", "given-up", "dead-lettered", "dropped"].map((what) =>
        eventGrid(what, "recorder", "recordName", { note: `why ${what}` }),
      ),
    ];
    const steps = seen({}, failures);
    assert.deepEqual(
      steps.map(({ what, note }) => [what, note]),
      [
        ["failed", undefined],
        ["retrying", "why retrying"],
        ["given up", "why given-up"],
        ["dead-lettered", "why dead-lettered"],
        ["dropped", "why dropped"],
      ],
    );
    assert.ok(steps.every(({ type }) => type === NameGenerated.type));
  });

  it("leaves out what belongs to no event: timers, requests, other blobs, refused writes, other services", () => {
    const others = [
      invoked("generator", "generateName", "an invocation"),
      invoked("tally", "getCounts", "an invocation"),
      blob("packages", "released-package.zip"),
      stored("table", "Insert Entity", "timers", "timers"),
      blob("raw-names", `${ID}.txt`, 403),
      stored("table", "Create Table", "Tables", "lettercounts"),
      step({ service: "authorization", what: "denied", target: "/scope" }),
    ];
    assert.deepEqual(whats({}, [published(), ...others]), ["published"]);
  });

  it("ties a blob to its event by the id in its name, also within folders", () => {
    const blobs = [`recorder/recordName/${ID}.json`, ID, "other.txt"].map((name) => blob("set-aside", name));
    assert.equal(seen({ id: ID }, [published(), ...blobs]).length, 3);
  });

  it("shows a blob of an app also when it belongs to no event that is known", () => {
    assert.deepEqual(seen({ app: recorder }, [blob("raw-names", "other.txt")]), [
      { at: new Date(5), what: "blob written", resource: "raw-names", blob: "other.txt", status: 201 },
    ]);
  });

  it("filters by the beginning of an id", () => {
    assert.deepEqual(whats({ id: ID.slice(0, 4) }), ["published", "handled", "blob written", "delivered"]);
    assert.deepEqual(whats({ id: "4" }), []);
  });

  it("filters by type", () => {
    const other = published("other", "Names.Other.v1");
    assert.deepEqual(whats({ type: "Names.Other.v1" }, [...JOURNEY, other]), ["published"]);
    assert.deepEqual(whats({ type: NameGenerated.type }, [...JOURNEY, other]).length, 4);
  });

  it("filters by app: what it handles, and what it writes by its manifest", () => {
    assert.deepEqual(whats({ app: recorder }), ["published", "handled", "blob written", "delivered"]);
    assert.deepEqual(whats({ app: tally }), ["published", "table written"]);
  });
});
