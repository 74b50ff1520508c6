import assert from "node:assert/strict";
import { EventGridPublisherClient, type SendEventGridEventInput } from "@azure/eventgrid";
import type { Properties } from "../../../../local/shared/resource.js";
import { credential } from "../../platform.js";
import { CLOUD_EVENTS, EventGridWorld, endpointOf, subscriptionId, topicId } from "../event-grid-world.js";

type Event = SendEventGridEventInput<unknown>;

/** Events by SDK, subscriptions by their filters, and who got what. Numbers are those of docs/reference/event-grid.md. */
describe("Event Grid conformance: filters", () => {
  let world: EventGridWorld;

  beforeEach(async () => {
    world = new EventGridWorld();
    await world.open();
    await world.topic("grid");
  });
  afterEach(() => world.close());

  const event = (id: string, more: Partial<Event> = {}): Event => ({
    id,
    subject: "names/1",
    eventType: "T",
    dataVersion: "1",
    data: {},
    ...more,
  });

  /** The ids of the events that each subscription got. */
  async function reached(filters: Readonly<Record<string, Properties>>, events: readonly Event[]) {
    for (const [name, filter] of Object.entries(filters)) await world.subscribe("grid", name, { filter });
    await world.subscribe("grid", "everything");
    const client = new EventGridPublisherClient(
      endpointOf("grid"),
      "EventGrid",
      credential("sender"),
      world.sdkOptions(),
    );
    await client.send([...events]);
    await world.when(() => world.metric("MatchedEventCount") === world.of("delivered").length, "every delivery");
    const got = (name: string) =>
      world
        .deliveries()
        .filter(({ headers }) => headers["aeg-subscription-name"] === name.toUpperCase())
        .map(({ body }) => (JSON.parse(body) as { id: string }[])[0]?.id ?? "")
        .sort();
    assert.equal(got("everything").length, events.length);
    return Object.fromEntries(Object.keys(filters).map((name) => [name, got(name).join(" ")]));
  }

  /** Each value is the data `v` of an event that is named by it. */
  const ofValues = (values: Readonly<Record<string, unknown>>): Event[] =>
    Object.entries(values).map(([id, v]) => event(id, { data: v === undefined ? {} : { v } }));
  const advanced = (operatorType: string, declared: object = {}, more: object = {}): Properties => ({
    advancedFilters: [{ operatorType, key: "data.v", ...declared }],
    ...more,
  });

  it("4.1 wants types, subject and each advanced filter; of several values any, of a negative operator none", async () => {
    const both = {
      advancedFilters: [
        { operatorType: "NumberGreaterThan", key: "data.v", value: 1 },
        { operatorType: "NumberNotIn", key: "data.v", values: [5, 6] },
      ],
    };
    assert.deepEqual(
      await reached(
        {
          all: { includedEventTypes: ["A"], subjectBeginsWith: "names/", ...both },
          any: advanced("NumberIn", { values: [5, 7] }),
        },
        [
          event("good", { eventType: "A", data: { v: 7 } }),
          event("type", { eventType: "B", data: { v: 7 } }),
          event("subject", { eventType: "A", subject: "other", data: { v: 7 } }),
          event("first", { eventType: "A", data: { v: 1 } }),
          event("second", { eventType: "A", data: { v: 5 } }),
        ],
      ),
      { all: "good", any: "good second subject type" },
    );
  });

  it("4.2 takes types by their exact names", async () => {
    assert.deepEqual(
      await reached({ two: { includedEventTypes: ["A", "B.C"] }, none: { includedEventTypes: null } }, [
        event("a", { eventType: "A" }),
        event("bc", { eventType: "B.C" }),
        event("lower", { eventType: "a" }),
        event("part", { eventType: "B" }),
      ]),
      { two: "a bc", none: "a bc lower part" },
    );
  });

  it("4.3 ignores the case of the subject's begin and end, unless told otherwise", async () => {
    assert.deepEqual(
      await reached(
        {
          loose: { subjectBeginsWith: "NAMES/", subjectEndsWith: ".Txt" },
          strict: { subjectBeginsWith: "NAMES/", subjectEndsWith: ".Txt", isSubjectCaseSensitive: true },
        },
        [
          event("lower", { subject: "names/1.txt" }),
          event("exact", { subject: "NAMES/1.Txt" }),
          event("begin", { subject: "/names/1.txt" }),
          event("end", { subject: "names/1.txt/" }),
        ],
      ),
      { loose: "exact lower", strict: "exact" },
    );
  });

  it("4.4 knows the operators of numbers and truth values", async () => {
    const ranges = {
      values: [
        [1, 2],
        [5, 7],
      ],
    };
    assert.deepEqual(
      await reached(
        {
          less: advanced("NumberLessThan", { value: 5 }),
          "less-or-equal": advanced("NumberLessThanOrEquals", { value: 5 }),
          greater: advanced("NumberGreaterThan", { value: 5 }),
          "greater-or-equal": advanced("NumberGreaterThanOrEquals", { value: 5 }),
          "number-in": advanced("NumberIn", { values: [5, 8] }),
          "number-not-in": advanced("NumberNotIn", { values: [5, 8] }),
          "in-range": advanced("NumberInRange", ranges),
          "not-in-range": advanced("NumberNotInRange", ranges),
          truth: advanced("BoolEquals", { value: true }),
        },
        ofValues({ two: 2, five: 5, seven: 7, eight: 8, yes: true, no: false }),
      ),
      {
        less: "two",
        "less-or-equal": "five two",
        greater: "eight seven",
        "greater-or-equal": "eight five seven",
        "number-in": "eight five",
        "number-not-in": "no seven two yes",
        "in-range": "five seven two",
        "not-in-range": "eight no yes",
        truth: "yes",
      },
    );
  });

  it("4.4 knows the operators of texts, whatever their case, and those of a key alone", async () => {
    const values = { values: ["AB", "x"] };
    assert.deepEqual(
      await reached(
        {
          "string-in": advanced("StringIn", values),
          "string-not-in": advanced("StringNotIn", values),
          contains: advanced("StringContains", values),
          "not-contains": advanced("StringNotContains", values),
          begins: advanced("StringBeginsWith", values),
          "not-begins": advanced("StringNotBeginsWith", values),
          ends: advanced("StringEndsWith", values),
          "not-ends": advanced("StringNotEndsWith", values),
          nothing: advanced("IsNullOrUndefined"),
          something: advanced("IsNotNull"),
        },
        ofValues({ ab: "ab", abc: "abc", cab: "cAb", d: "d", empty: "", nil: null }),
      ),
      {
        "string-in": "ab",
        "string-not-in": "abc cab d empty nil",
        contains: "ab abc cab",
        "not-contains": "d empty",
        begins: "ab abc",
        "not-begins": "cab d empty",
        ends: "ab cab",
        "not-ends": "abc d empty",
        nothing: "nil",
        something: "ab abc cab d empty",
      },
    );
  });

  /** The operators that let the one event pass; the values of each would let a 5, or a text of it, pass. */
  async function passedBy(v: unknown): Promise<string[]> {
    const declared: Readonly<Record<string, object>> = {
      NumberNotIn: { values: [5] },
      StringNotIn: { values: ["5"] },
      IsNullOrUndefined: {},
      NumberNotInRange: { values: [[5, 5]] },
      NumberGreaterThan: { value: 4 },
      NumberGreaterThanOrEquals: { value: 4 },
      NumberLessThan: { value: 6 },
      NumberLessThanOrEquals: { value: 6 },
      NumberIn: { values: [5] },
      NumberInRange: { values: [[5, 5]] },
      BoolEquals: { value: true },
      StringContains: { values: ["5"] },
      StringBeginsWith: { values: ["5"] },
      StringEndsWith: { values: ["5"] },
      StringIn: { values: ["5"] },
      StringNotContains: { values: ["6"] },
      StringNotBeginsWith: { values: ["6"] },
      StringNotEndsWith: { values: ["6"] },
      IsNotNull: {},
    };
    const filters = Object.entries(declared).map(([operator, values]) => [operator, advanced(operator, values)]);
    const got = await reached(Object.fromEntries(filters), ofValues({ it: v }));
    return Object.keys(got).filter((name) => got[name] === "it");
  }

  it("4.5 lets an event without the key pass where the page says so", async () => {
    const passed = ["NumberNotIn", "StringNotIn", "IsNullOrUndefined", "NumberNotInRange"];
    assert.deepEqual(await passedBy(undefined), passed);
  });

  it("4.6 takes null for a missing key", async () => {
    const passed = ["NumberNotIn", "StringNotIn", "IsNullOrUndefined", "NumberNotInRange"];
    assert.deepEqual(await passedBy(null), passed);
  });

  it("4.6 takes a value of no operator's type for a missing key, that is there", async () => {
    assert.deepEqual(await passedBy({}), ["NumberNotIn", "StringNotIn", "NumberNotInRange", "IsNotNull"]);
  });

  it("4.7 looks into arrays when told to", async () => {
    const look = { enableAdvancedFilteringOnArrays: true };
    assert.deepEqual(
      await reached(
        {
          one: advanced("StringIn", { values: ["a"] }, look),
          none: advanced("StringNotIn", { values: ["a"] }, look),
          numbers: advanced("NumberGreaterThan", { value: 5 }, look),
          off: advanced("StringIn", { values: ["a"] }),
        },
        ofValues({ with: ["b", "A"], without: ["b", "c"], mixed: [1, "9", 6], texts: ["9"] }),
      ),
      { one: "with", none: "mixed texts without", numbers: "mixed", off: "" },
    );
  });

  it("4.8 finds attributes, and paths in the data whose dots separate", async () => {
    const one = (key: string, value: string) => ({
      advancedFilters: [{ operatorType: "StringIn", key, values: [value] }],
    });
    assert.deepEqual(
      await reached(
        {
          "by-id": one("id", "deep"),
          "by-topic": one("topic", topicId("grid")),
          "by-subject": one("Subject", "names/2"),
          "by-type": one("EventType", "other"),
          "by-version": one("dataversion", "2"),
          "by-path": one("data.a.b", "x"),
        },
        [
          event("deep", { data: { a: { b: "x" } } }),
          event("dotted", { data: { "a.b": "x" }, subject: "names/2" }),
          event("typed", { eventType: "other", dataVersion: "2" }),
        ],
      ),
      {
        "by-id": "deep",
        "by-topic": "deep dotted typed",
        "by-subject": "dotted",
        "by-type": "typed",
        "by-version": "typed",
        "by-path": "deep",
      },
    );
  });

  it("4.9 refuses more than 25 filters, 25 values in all, or 512 characters", async () => {
    const filter = (count: number, values: string[]) => ({
      filter: { advancedFilters: Array(count).fill({ operatorType: "StringIn", key: "id", values }) },
    });
    const keyOnly = { filter: { advancedFilters: Array(26).fill({ operatorType: "IsNotNull", key: "id" }) } };
    for (const [refused, message] of [
      [keyOnly, /26 filters; allowed are 25/],
      [filter(2, Array(13).fill("x")), /26 values in all; allowed are 25/],
      [filter(1, ["x".repeat(513)]), /513 characters; allowed are 512/],
    ] as const) {
      await assert.rejects(world.subscribe("grid", "all", refused), { status: 400, message });
    }
    await world.subscribe("grid", "all", filter(25, ["x"]));
    await world.subscribe("grid", "all", filter(1, Array(25).fill("x".repeat(512))));
  });

  it("4.10 delivers Event Grid events as CloudEvents, whose source is the topic", async () => {
    await world.subscribe("grid", "cloud", { eventDeliverySchema: CLOUD_EVENTS });
    const options = world.sdkOptions();
    const client = new EventGridPublisherClient(endpointOf("grid"), "EventGrid", credential("sender"), options);
    const eventTime = new Date("2026-01-05T09:59:59.123Z");
    await client.send([event("e1", { eventTime, data: { name: "Ada" } })]);
    assert.equal((await world.until("delivered")).target, subscriptionId("grid", "cloud"));
    assert.deepEqual(JSON.parse(world.deliveries()[0]?.body ?? ""), {
      specversion: "1.0",
      id: "e1",
      source: topicId("grid"),
      subject: "names/1",
      type: "T",
      time: "2026-01-05T09:59:59.123Z",
      data: { name: "Ada" },
    });
  });
});
