import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { mappedTypes } from "../../../arm/body/mapped-types.js";
import { linkTypes } from "../../../arm/shapes/link-types.js";
import { NOT_YET_PUBLISHED } from "../../../arm/shapes/not-yet-published.js";
import type { CarriedTypes } from "../../../arm/shapes/published.js";
import { Shapes, TYPES } from "../../../arm/shapes/shapes.js";

const FILE: CarriedTypes = {
  source: "",
  license: "",
  resources: { "Microsoft.Thing/things@1": 0 },
  types: {
    0: { $type: "ResourceType", name: "Microsoft.Thing/things@1", body: { $ref: "#/1" } },
    1: {
      $type: "ObjectType",
      name: "Thing",
      properties: {
        inner: { type: { $ref: "#/1" }, flags: 2 },
        level: { type: { $ref: "#/2" }, flags: 9 },
        target: { type: { $ref: "#/5" }, flags: 0 },
      },
    },
    2: { $type: "UnionType", elements: [{ $ref: "#/3" }, { $ref: "#/4" }] },
    3: { $type: "StringLiteralType", value: "Hot" },
    4: { $type: "StringType", minLength: 1 },
    5: {
      $type: "DiscriminatedObjectType",
      name: "Target",
      discriminator: "kind",
      baseProperties: { name: { type: { $ref: "#/4" }, flags: 0 } },
      elements: { Web: { $ref: "#/6" } },
    },
    6: { $type: "ObjectType", name: "Web", properties: { days: { type: { $ref: "#/7" }, flags: 1 } } },
    7: { $type: "IntegerType", minValue: 0 },
  },
};

describe("Carried types as shapes", () => {
  it("hold one another, and may hold themselves", () => {
    const shape = linkTypes(FILE).get("microsoft.thing/things@1");
    assert.ok(shape?.kind === "object");
    assert.deepEqual(shape.properties.inner, { shape, required: false, readOnly: true });
    assert.deepEqual(shape.properties.level, {
      shape: {
        kind: "choice",
        of: [
          { kind: "literal", value: "Hot" },
          { kind: "text", minLength: 1 },
        ],
      },
      required: true,
      readOnly: false,
    });
    const target = shape.properties.target?.shape;
    assert.ok(target?.kind === "variants");
    assert.deepEqual(Object.keys(target.variants.Web?.properties ?? {}), ["name", "days"]);
    assert.deepEqual(target.variants.Web?.properties.days?.shape, { kind: "number", least: 0 });
  });

  it("are refused when there is a kind among them that nobody knows", () => {
    const types = { ...FILE.types, 7: { $type: "DateType" } } as unknown as CarriedTypes["types"];
    assert.throws(() => linkTypes({ ...FILE, types }), /DateType/);
  });

  it("are there for every mapped type, and for no other", () => {
    const wanted = [
      ...new Set(mappedTypes().map(({ type, apiVersion }) => `${type}@${apiVersion}`.toLowerCase())),
    ].sort();
    const carried = readdirSync(TYPES)
      .filter((file) => file.endsWith(".json"))
      .map((file) => JSON.parse(readFileSync(join(TYPES, file), "utf8")) as CarriedTypes);
    const names = carried.flatMap(({ resources }) => Object.keys(resources).map((name) => name.toLowerCase()));
    assert.deepEqual(names.sort(), wanted);
    assert.ok(mappedTypes().every(({ type, apiVersion }) => Shapes.load().of(type, apiVersion) !== undefined));
    for (const { source, license } of carried) {
      assert.match(
        source,
        /^https:\/\/github\.com\/Azure\/bicep-types-az\/blob\/[0-9a-f]{40}\/generated\/.+\/types\.json$/,
      );
      assert.match(license, /MIT/);
    }
  });

  it("do not have what is listed as not yet published", () => {
    const all = readdirSync(TYPES).map((file) => readFileSync(join(TYPES, file), "utf8"));
    for (const [shape, properties] of Object.entries(NOT_YET_PUBLISHED)) {
      const lines = all
        .flatMap((text) => text.split("\n"))
        .filter((line) => line.includes(`"name":"${shape.split("/").at(-1)}"`));
      assert.ok(lines.length > 0, shape);
      for (const property of properties) assert.ok(!lines.some((line) => line.includes(`"${property}"`)), property);
    }
  });
});
