import assert from "node:assert/strict";
import { checkBody } from "../../../arm/check/check-body.js";
import { Secret } from "../../../arm/declared/secret.js";
import type { ObjectShape, Property, Shape } from "../../../arm/shapes/shape.js";

const optional = (shape: Shape): Property => ({ shape, required: false, readOnly: false });
const object = (name: string, properties: Record<string, Property>, others?: Shape): ObjectShape => ({
  kind: "object",
  name,
  properties,
  ...(others === undefined ? {} : { others }),
});
const literal = (value: string): Shape => ({ kind: "literal", value });
const text: Shape = { kind: "text" };

const SHAPE = object("Thing", {
  name: { shape: { kind: "text", minLength: 3, maxLength: 8, pattern: "^[a-z]+$" }, required: true, readOnly: false },
  properties: optional(
    object("ThingProperties", {
      state: { shape: text, required: true, readOnly: true },
      level: optional({ kind: "choice", of: [literal("Hot"), literal("Cool"), text] }),
      mode: optional(literal("only")),
      days: optional({ kind: "number", least: 1, most: 365 }),
      isOpen: optional({ kind: "boolean" }),
      addresses: optional({ kind: "array", item: text, minLength: 1, maxLength: 2 }),
      tags: optional(object("Tags", {}, text)),
      target: optional({
        kind: "variants",
        name: "Target",
        discriminator: "kind",
        variants: {
          Web: object("Web", {
            kind: { shape: literal("Web"), required: true, readOnly: false },
            url: { shape: text, required: true, readOnly: false },
          }),
          Queue: object("Queue", { kind: { shape: literal("Queue"), required: true, readOnly: false } }),
        },
      }),
      anything: optional({ kind: "any" }),
    }),
  ),
});

const about = {
  isOpen: (value: string) => value.includes("later"),
  nameOf: (_: unknown, property: string) => property,
};
const check = (body: Readonly<Record<string, unknown>>) => checkBody(body, SHAPE, about);
const wrong = (properties: Readonly<Record<string, unknown>>) =>
  check({ name: "thing", properties }).map(({ path, rule, text: said }) => `${rule}: ${path} ${said}`);

describe("A body held against its shape", () => {
  it("passes when all of it fits", () => {
    const properties = {
      level: "Cool",
      mode: "only",
      days: 365,
      isOpen: false,
      addresses: ["a", "b"],
      tags: { any: "text" },
      target: { kind: "Web", url: "https://example" },
      anything: [{}],
    };
    assert.deepEqual(check({ name: "thing", properties }), []);
  });

  it("takes null for not given", () => assert.deepEqual(wrong({ level: null, days: undefined }), []));

  for (const [what, properties, said] of [
    ["an unknown property", { dais: 3 }, 'unknown: properties.dais is unknown: did you mean "days"?'],
    [
      "one like none",
      { zzzzzz: 1 },
      "unknown: properties.zzzzzz is unknown: expected one of name, properties, level, mode, days, isOpen, addresses, tags, target, anything",
    ],
    ["one that belongs outside", { nam: "x" }, 'unknown: properties.nam is unknown: did you mean "name"?'],
    ["one that Object has", { toString: 1 }, "unknown: properties.toString is unknown: expected one of"],
    [
      "a read-only property",
      { state: "Succeeded" },
      "read-only: properties.state is read-only: Azure sets it, leave it out",
    ],
    [
      "a value that is not allowed",
      { level: "Hott" },
      'value: properties.level is "Hott": expected "Hot" or "Cool"; did you mean "Hot"?',
    ],
    ["a literal", { mode: "other" }, 'value: properties.mode is "other": expected "only"'],
    ["a number that is too small", { days: 0 }, "range: properties.days is 0: expected 1 to 365"],
    ["a number that is too large", { days: 366 }, "range: properties.days is 366: expected 1 to 365"],
    ["a text for a number", { days: "7" }, 'type: properties.days is "7": expected a number'],
    ["a text for true", { isOpen: "true" }, 'type: properties.isOpen is "true": expected true or false'],
    ["a number for a text", { mode: 1 }, 'type: properties.mode is 1: expected "only"'],
    ["a text for a list", { addresses: "a" }, 'type: properties.addresses is "a": expected a list'],
    ["a list for an object", { tags: [] }, "type: properties.tags is []: expected an object"],
    ["too short a list", { addresses: [] }, "length: properties.addresses has 0 entries: expected 1 to 2"],
    ["too long a list", { addresses: ["a", "b", "c"] }, "length: properties.addresses has 3 entries: expected 1 to 2"],
    ["an item", { addresses: ["a", 2] }, "type: properties.addresses[1] is 2: expected a text"],
    ["another property's value", { tags: { a: 1 } }, "type: properties.tags.a is 1: expected a text"],
    [
      "a bad discriminator",
      { target: { kind: "Webb", x: 1 } },
      'value: properties.target.kind is "Webb": expected "Web" or "Queue"; did you mean "Web"?',
    ],
    [
      "a missing discriminator",
      { target: {} },
      'required: properties.target.kind is missing: expected "Web" or "Queue"',
    ],
    [
      "what a variant requires",
      { target: { kind: "Web" } },
      "required: properties.target.url is missing: expected a text",
    ],
    [
      "what another variant has",
      { target: { kind: "Queue", url: "u" } },
      "unknown: properties.target.url is unknown: expected one of kind",
    ],
  ] as const) {
    it(`names ${what}`, () => {
      const [found = "", ...more] = wrong(properties);
      assert.ok(found.startsWith(said), found);
      assert.deepEqual(more, []);
    });
  }

  for (const [name, said] of [
    ["ab", 'is "ab" with 2 characters: expected 3 to 8'],
    ["abcdefghi", 'is "abcdefghi" with 9 characters: expected 3 to 8'],
    ["Thing", 'is "Thing": expected a text that matches ^[a-z]+$'],
  ] as const) {
    it(`names what is wrong with the name ${name}`, () =>
      assert.deepEqual(
        check({ name }).map((one) => one.text),
        [said],
      ));
  }

  it("names what is missing, once", () => {
    assert.deepEqual(check({}), [
      { path: "name", name: "name", rule: "required", text: "is missing: expected a text" },
    ]);
  });

  it("says nothing of a text that is not known yet, but that it is one", () => {
    assert.deepEqual(check({ name: "comes later", properties: { level: "later" } }), []);
    assert.deepEqual(wrong({ days: "later" }), ['type: properties.days is "later": expected a number']);
  });

  it("looks into a secret, and shows nothing of it", () => {
    const found = wrong({
      level: new Secret("Hott"),
      days: new Secret(999_123),
      target: new Secret({ kind: "Web", url: 4_711 }),
      anything: new Secret("fine"),
    });
    assert.deepEqual(found, [
      'value: properties.level is a secret value: expected "Hot" or "Cool"',
      "range: properties.days is a secret value: expected 1 to 365",
      "type: properties.target.url is a secret value: expected a text",
    ]);
  });
});
