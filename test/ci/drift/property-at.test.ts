import assert from "node:assert/strict";
import { propertyAt } from "../../../ci/drift/property-at.js";

const VALUE = { tags: { owner: "ada", "a.b": 1, 'q"q': 2 }, list: [{ name: "x" }, 7], hidden: "[secret]" };

describe("A property path", () => {
  const cases: readonly (readonly [string, unknown])[] = [
    ["tags.owner", "ada"],
    ['tags["a.b"]', 1],
    ['tags["q\\"q"]', 2],
    ["list[0].name", "x"],
    ["list[1]", 7],
    ["hidden", "[secret]"],
    ["hidden.url", "[secret]"],
    ["list[9]", undefined],
    ["tags.owner.length.more", undefined],
    ["none.at.all", undefined],
  ];
  for (const [path, expected] of cases) it(`finds ${path}`, () => assert.deepEqual(propertyAt(VALUE, path), expected));
});
