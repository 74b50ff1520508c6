import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { GRANTS_REFERENCE, grantsReference } from "../../arm/grants/grants-reference.js";
import { Shapes } from "../../arm/shapes/shapes.js";
import { stacksOf } from "../../arm/stacks.js";

const ROOT = resolve(import.meta.dirname, "../..");

describe("The reference of grants", function () {
  this.timeout(240_000);

  it("is what the program declares, for every stack: else run npm run grants", async () => {
    const written = readFileSync(join(ROOT, GRANTS_REFERENCE), "utf8");
    assert.equal(written, await grantsReference(ROOT, stacksOf(ROOT), Shapes.load()));
  });
});
