import assert from "node:assert/strict";
import { compileFilter, type FilterDeclaration } from "../../../local/eventgrid/filter.js";
import type { PublishedEvent } from "../../../local/eventgrid/published-event.js";

const event = (attributes: Record<string, unknown> = {}): PublishedEvent => ({
  id: "1",
  type: String(attributes.type ?? "T"),
  subject: String(attributes.subject ?? ""),
  dataVersion: "",
  attributes,
  json: "",
});
const passes = (filter: FilterDeclaration, attributes: Record<string, unknown> = {}): boolean =>
  compileFilter(filter)(event(attributes));
/** Whether the data value `v` passes one advanced filter. */
const data = (operatorType: string, declared: object, v: unknown, enableAdvancedFilteringOnArrays = false): boolean =>
  passes(
    { advancedFilters: [{ operatorType, key: "data.v", ...declared }], enableAdvancedFilteringOnArrays },
    { data: v === undefined ? {} : { v } },
  );

describe("Event Grid filters", () => {
  it("let all pass that nothing is asked of", () => {
    assert.equal(passes({}), true);
    assert.equal(
      passes({ includedEventTypes: [], subjectBeginsWith: "", subjectEndsWith: "", advancedFilters: [] }),
      true,
    );
    assert.equal(passes({ includedEventTypes: null }), true);
    assert.equal(passes({ includedEventTypes: ["All"] }), true);
  });

  it("want one of the types, and the subject's begin and end", () => {
    assert.equal(passes({ includedEventTypes: ["A", "B"] }, { type: "B" }), true);
    assert.equal(passes({ includedEventTypes: ["A", "B"] }, { type: "C" }), false);
    assert.equal(passes({ subjectBeginsWith: "/Names", subjectEndsWith: ".TXT" }, { subject: "/names/1.txt" }), true);
    assert.equal(passes({ subjectBeginsWith: "/names" }, { subject: "/other" }), false);
    assert.equal(passes({ subjectEndsWith: ".txt" }, { subject: "/names/1.txt/x" }), false);
    const strict = { isSubjectCaseSensitive: true };
    assert.equal(passes({ subjectBeginsWith: "/Names", ...strict }, { subject: "/names" }), false);
    assert.equal(passes({ subjectEndsWith: "S", ...strict }, { subject: "/names" }), false);
    assert.equal(passes({ subjectBeginsWith: "/n", subjectEndsWith: "s", ...strict }, { subject: "/names" }), true);
    assert.equal(passes({ includedEventTypes: ["A"], subjectBeginsWith: "/x" }, { type: "A", subject: "/y" }), false);
  });

  const cases: readonly [operator: string, declared: object, passing: unknown[], failing: unknown[]][] = [
    ["NumberLessThan", { value: 5 }, [4.9, -1], [5, 6, "4", undefined, null]],
    ["NumberLessThanOrEquals", { value: 5 }, [5, 4], [5.1, "5", undefined]],
    ["NumberGreaterThan", { value: 5 }, [5.1], [5, 4, "6", undefined]],
    ["NumberGreaterThanOrEquals", { value: 5 }, [5, 6], [4.9, true, undefined]],
    ["NumberIn", { values: [5, 7] }, [5, 7], [6, "5", undefined]],
    ["NumberNotIn", { values: [5, 7] }, [6, undefined], [5, 7]],
    [
      "NumberInRange",
      {
        values: [
          [1, 2],
          [5, 7],
        ],
      },
      [1, 2, 5, 6, 7],
      [0.9, 3, 7.1, undefined],
    ],
    [
      "NumberNotInRange",
      {
        values: [
          [1, 2],
          [5, 7],
        ],
      },
      [0.9, 3, 7.1],
      [1, 2, 5, 7],
    ],
    ["BoolEquals", { value: true }, [true], [false, "true", undefined]],
    ["StringIn", { values: ["ab", "CD"] }, ["AB", "cd"], ["abc", 1, undefined]],
    ["StringNotIn", { values: ["ab", "CD"] }, ["abc", undefined], ["AB", "cd"]],
    ["StringContains", { values: ["b", "X"] }, ["aBc", "x"], ["ac", undefined]],
    ["StringNotContains", { values: ["b", "X"] }, ["ac"], ["aBc", "x", undefined]],
    ["StringBeginsWith", { values: ["ab", "x"] }, ["ABc", "xy"], ["cab", undefined]],
    ["StringNotBeginsWith", { values: ["ab", "x"] }, ["cab"], ["ABc", "xy", undefined]],
    ["StringEndsWith", { values: ["bc", "x"] }, ["aBC", "yx"], ["bca", undefined]],
    ["StringNotEndsWith", { values: ["bc", "x"] }, ["bca"], ["aBC", "yx", undefined]],
    ["IsNullOrUndefined", {}, [null, undefined], [0, "", false]],
    ["IsNotNull", {}, [0, "", false, []], [null, undefined]],
  ];
  for (const [operator, declared, passing, failing] of cases) {
    it(`knows ${operator}`, () => {
      for (const value of passing)
        assert.equal(data(operator, declared, value), true, `${JSON.stringify(value)} passes`);
      for (const value of failing)
        assert.equal(data(operator, declared, value), false, `${JSON.stringify(value)} fails`);
    });
  }

  it("look into arrays when told to: one element for a positive operator, none for a negative", () => {
    assert.equal(data("StringIn", { values: ["a"] }, ["b", "A"], true), true);
    assert.equal(data("StringIn", { values: ["a"] }, ["b", 1], true), false);
    assert.equal(data("StringNotIn", { values: ["a"] }, ["b", "A"], true), false);
    assert.equal(data("StringNotIn", { values: ["a"] }, ["b", 1], true), true);
    assert.equal(data("NumberGreaterThan", { value: 5 }, [1, "9", 6], true), true);
    assert.equal(data("StringNotContains", { values: ["a"] }, ["b", "c"], true), true);
    assert.equal(data("StringIn", { values: ["a"] }, ["a"], false), false);
  });

  it("find keys in the envelope whatever their case, and in the data by path", () => {
    const one = (key: string, attributes: Record<string, unknown>) =>
      passes({ advancedFilters: [{ operatorType: "StringIn", key, values: ["x"] }] }, attributes);
    assert.equal(one("eventType", { eventType: "x" }), true);
    assert.equal(one("EventType", { eventType: "x" }), true);
    assert.equal(one("tenant", { tenant: "x" }), true);
    assert.equal(one("data.a.b", { data: { a: { b: "x" } } }), true);
    assert.equal(one("data.A.b", { data: { a: { b: "x" } } }), false);
    assert.equal(one("data.a.b", { data: { "a.b": "x" } }), false);
    assert.equal(one("data.a.b", { data: { a: "x" } }), false);
    assert.equal(one("data.toString", { data: {} }), false);
    assert.equal(
      passes({ advancedFilters: [{ operatorType: "IsNotNull", key: "data.constructor" }] }, { data: {} }),
      false,
    );
  });

  it("have to pass together, also on one key", () => {
    const between = {
      advancedFilters: [
        { operatorType: "NumberGreaterThan", key: "data.v", value: 1 },
        { operatorType: "NumberLessThan", key: "data.v", value: 3 },
      ],
    };
    assert.equal(passes(between, { data: { v: 2 } }), true);
    assert.equal(passes(between, { data: { v: 3 } }), false);
  });

  it("are refused beyond the limits and with what an operator cannot compare", () => {
    const many = (count: number, values: unknown[] = ["x"]) => ({
      advancedFilters: Array.from({ length: count }, () => ({ operatorType: "StringIn", key: "id", values })),
    });
    compileFilter(many(25));
    assert.throws(() => compileFilter(many(26)), /26 filters; allowed are 25/);
    compileFilter(many(1, Array(25).fill("x")));
    assert.throws(() => compileFilter(many(2, Array(13).fill("x"))), /26 values in all; allowed are 25/);
    compileFilter(many(1, ["x".repeat(512)]));
    assert.throws(() => compileFilter(many(1, ["x".repeat(513)])), /513 characters; allowed are 512/);
    const one = (filter: object) => () => compileFilter({ advancedFilters: [filter as never] });
    assert.throws(
      one({ operatorType: "StringLike", key: "id", values: ["x"] }),
      /'StringLike'; allowed are NumberLessThan,/,
    );
    assert.throws(one({ operatorType: "toString", key: "id", values: ["x"] }), /'toString'/);
    assert.throws(one({ operatorType: "StringIn", values: ["x"] }), /has no key/);
    assert.throws(one({ operatorType: "StringIn", key: "id", value: "x" }), /needs values: an array of strings/);
    assert.throws(one({ operatorType: "StringIn", key: "id", values: [1] }), /needs values/);
    assert.throws(one({ operatorType: "NumberLessThan", key: "id", value: "1" }), /needs value: a number/);
    assert.throws(one({ operatorType: "NumberInRange", key: "id", values: [1, 2] }), /\[low, high\]/);
  });
});
