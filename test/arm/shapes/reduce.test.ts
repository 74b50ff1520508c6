import assert from "node:assert/strict";
import type { PublishedType } from "../../../arm/shapes/published.js";
import { reduce } from "../../../arm/shapes/reduce.js";

/** As published, with prose. */
const PUBLISHED = [
  { $type: "StringType" },
  { $type: "StringType", maxLength: 9 },
  {
    $type: "ObjectType",
    name: "Body",
    properties: {
      description: { type: { $ref: "#/0" }, flags: 0, description: "What it is for" },
      target: { type: { $ref: "#/4" }, flags: 1, description: "Where to" },
    },
    additionalProperties: { $ref: "#/1" },
  },
  { $type: "ObjectType", name: "Web", properties: { url: { type: { $ref: "#/6" }, flags: 0, description: "…" } } },
  {
    $type: "DiscriminatedObjectType",
    name: "Target",
    discriminator: "kind",
    baseProperties: { name: { type: { $ref: "#/0" }, flags: 0, description: "…" } },
    elements: { Web: { $ref: "#/3" } },
  },
  {
    $type: "ResourceType",
    name: "Microsoft.Thing/things@2025-01-01",
    body: { $ref: "#/2" },
    functions: { listKeys: { type: { $ref: "#/7" } } },
    readableScopes: 8,
  },
  { $type: "StringType", pattern: "^x$" },
  { $type: "AnyType" },
] as unknown as PublishedType[];

describe("Published types, reduced", () => {
  const { resources, types } = reduce(PUBLISHED, ["microsoft.thing/things@2025-01-01"]);

  it("are those that the wanted resource types reach, by their own index", () => {
    assert.deepEqual(resources, { "Microsoft.Thing/things@2025-01-01": 5 });
    assert.deepEqual(Object.keys(types), ["0", "1", "2", "3", "4", "5", "6"]);
    assert.deepEqual(types[6], PUBLISHED[6]);
  });

  it("have no prose and no functions, but a property may be called description", () => {
    assert.deepEqual(types[2], {
      $type: "ObjectType",
      name: "Body",
      properties: {
        description: { type: { $ref: "#/0" }, flags: 0 },
        target: { type: { $ref: "#/4" }, flags: 1 },
      },
      additionalProperties: { $ref: "#/1" },
    });
    assert.equal(JSON.stringify(types).includes("…"), false);
    assert.deepEqual(types[5], {
      $type: "ResourceType",
      name: "Microsoft.Thing/things@2025-01-01",
      body: { $ref: "#/2" },
    });
  });

  it("lack nothing that was wanted", () => {
    assert.throws(
      () => reduce(PUBLISHED, ["Microsoft.Thing/others@2025-01-01"]),
      /no Microsoft.Thing\/others@2025-01-01/,
    );
  });
});
