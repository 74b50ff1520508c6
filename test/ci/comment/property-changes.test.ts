import assert from "node:assert/strict";
import type { Properties, Step } from "../../../ci/comment/digest.js";
import { propertyChanges } from "../../../ci/comment/property-changes.js";
import { step } from "./sample.js";

const changed = (before: Properties, after: Properties, more: Partial<Step> = {}) =>
  propertyChanges({ ...step("t", "n", { before: { inputs: before }, after: { inputs: after } }), ...more });
const told = (...args: Parameters<typeof changed>) =>
  changed(...args).map(({ path, before, after }) => [path, before, after]);

describe("Changes of properties", () => {
  it("go down to the values", () => {
    assert.deepEqual(told({ a: { b: 1, c: 2 }, d: 3 }, { a: { b: 1, c: 4 }, e: { f: 5 } }), [
      ["a.c", 2, 4],
      ["e.f", undefined, 5],
      ["d", 3, undefined],
    ]);
  });

  it("compare entries with names by name", () => {
    const settings = (...names: string[]) => ({ list: names.map((name) => ({ name, value: name.toLowerCase() })) });
    assert.deepEqual(told(settings("A", "B"), settings("NEW", "A", "B")), [['list["NEW"].value', undefined, "new"]]);
  });

  it("compare other lists as a whole or by place", () => {
    assert.deepEqual(told({ a: [1, 2] }, { a: [1, 3] }), [["a", [1, 2], [1, 3]]]);
    assert.deepEqual(told({ a: [1, 2] }, { a: [1, 2] }), []);
    assert.deepEqual(told({ a: [{ b: 1 }] }, { a: [{ b: 2 }] }), [["a[0].b", 1, 2]]);
  });

  it("know from the provider that a secret changed", () => {
    const secret = { properties: { value: "[secret]" } };
    const diff = { detailedDiff: { "properties.value": { kind: "update" } } };
    assert.deepEqual(told(secret, secret, diff), [["properties.value", "[secret]", "[secret]"]]);
    const replaces = { detailedDiff: { "properties.value": { kind: "update-replace" } } };
    assert.deepEqual(
      [diff, replaces].map((more) => changed(secret, secret, more)[0]?.replaces),
      [false, true],
    );
  });

  it("mark what replaces the resource", () => {
    const found = changed({ a: { b: 1 }, c: 1 }, { a: { b: 2 }, c: 2 }, { replaceReasons: ["a"] });
    assert.deepEqual(
      found.map(({ path, replaces }) => [path, replaces]),
      [
        ["a.b", true],
        ["c", false],
      ],
    );
  });

  it("leave out the code of a dynamic resource's provider", () => {
    assert.deepEqual(told({ __provider: "a", hash: "1" }, { __provider: "b", hash: "2" }), [["hash", "1", "2"]]);
  });
});
