import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { globSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { CarriedTypes, PublishedType } from "../../../arm/shapes/published.js";
import { Checkout } from "../../shared/checkout.js";

const AUTHOR = ["-c", "user.name=test", "-c", "user.email=test@example.com"];

describe("Renewing the carried types", function () {
  this.timeout(30_000);
  let checkout: Checkout;
  let clone: string;
  let carried: Map<string, CarriedTypes>;

  /** What is carried, as it would be published: in a clone, with types that nobody wants and prose. */
  beforeEach(() => {
    checkout = Checkout.make("arm");
    clone = join(checkout.root, "../clone");
    carried = new Map(
      globSync("arm/types/*.json", { cwd: checkout.root }).map((file) => [
        file,
        JSON.parse(readFileSync(join(checkout.root, file), "utf8")) as CarriedTypes,
      ]),
    );
    for (const { source, types } of carried.values()) {
      const published: PublishedType[] = [];
      for (const [index, type] of Object.entries(types)) published[Number(index)] = type;
      const file = join(clone, source.slice(source.indexOf("/generated/")));
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, JSON.stringify(Array.from(published, (type) => type ?? { $type: "AnyType" })));
    }
    execFileSync("git", ["init", "--quiet"], { cwd: clone });
    execFileSync("git", ["add", "."], { cwd: clone });
    execFileSync("git", [...AUTHOR, "commit", "--quiet", "--message", "types"], { cwd: clone });
  });
  afterEach(() => checkout.remove());

  const renew = (...args: readonly string[]) =>
    spawnSync(process.execPath, ["--import", "tsx", "arm/shapes/renew.ts", ...args], {
      cwd: checkout.root,
      encoding: "utf8",
    });

  it("carries the same types again, and says of which commit", () => {
    const commit = execFileSync("git", ["rev-parse", "HEAD"], { cwd: clone, encoding: "utf8" }).trim();
    const { status, stderr } = renew(clone);
    assert.equal(status, 0, stderr);
    for (const [file, before] of carried) {
      const after = JSON.parse(readFileSync(join(checkout.root, file), "utf8")) as CarriedTypes;
      const source = before.source.replace(/blob\/[0-9a-f]+/, `blob/${commit}`);
      assert.deepEqual(after, { ...before, source });
    }
    assert.ok(carried.size > 5);
  });

  it("touches nothing when a type is not there", () => {
    checkout.edit(
      "arm/body/mapping.ts",
      '"storage:Table": lifted("2024-01-01")',
      '"storage:Table": lifted("1999-01-01")',
    );
    const { status, stderr } = renew(clone);
    assert.notEqual(status, 0);
    assert.match(stderr, /microsoft\.storage@1999-01-01 is not in/);
    for (const [file, before] of carried)
      assert.deepEqual(JSON.parse(readFileSync(join(checkout.root, file), "utf8")), before);
  });

  it("needs a clone", () => {
    const { status, stderr } = renew(join(clone, "nowhere"));
    assert.equal(status, 1);
    assert.match(stderr, /has no folder "generated"/);
  });
});
