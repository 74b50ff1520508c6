import assert from "node:assert/strict";
import * as z from "zod";
import { defineEvent } from "../../../contracts/index.js";
import { checkData } from "../../../start/publish/check-data.js";

const check = (data: z.ZodType, given?: unknown) => checkData(defineEvent("Things.Happened.v1", data), given);
const refused = (data: z.ZodType, given: unknown): string => {
  try {
    check(data, given);
  } catch (error) {
    return (error as Error).message;
  }
  return assert.fail("it was taken");
};

describe("Data that is published by hand", () => {
  const named = z.object({ id: z.uuid(), name: z.string().min(1).max(4), note: z.string().optional() });

  it("stays as it is given, and is completed where a field is required and absent", () => {
    const { data, completed } = check(named, { name: "Ada" });
    const { id } = data as { id: string };
    assert.deepEqual(data, { name: "Ada", id });
    assert.match(id, /^[0-9a-f-]{36}$/);
    assert.deepEqual(completed, [{ field: "data.id", value: id }]);
    assert.deepEqual(check(named, { id, name: "Ada", note: "x" }).completed, []);
  });

  it("is completed within objects and lists that are given", () => {
    const orders = z.object({ lines: z.array(z.object({ sku: z.string(), count: z.int().min(1) })), to: named });
    const { data, completed } = check(orders, { lines: [{ sku: "a" }], to: { name: "Ada" } });
    assert.deepEqual((data as z.infer<typeof orders>).lines, [{ sku: "a", count: 1 }]);
    assert.deepEqual(
      completed.map(({ field }) => field),
      ["data.lines[].count", "data.to.id"],
    );
  });

  const examples: Record<string, z.ZodType> = {
    formats: z.object({
      a: z.email(),
      b: z.url(),
      c: z.iso.datetime(),
      d: z.iso.date(),
      e: z.iso.duration(),
      f: z.ipv4(),
      g: z.ipv6(),
      h: z.hostname(),
    }),
    lengths: z.object({ a: z.string().min(20), b: z.string().max(1), long: z.string().max(2) }),
    numbers: z.object({
      a: z.number(),
      b: z.int().min(5).max(7),
      c: z.number().gt(3).lt(4),
      d: z.int().max(-5),
      e: z.number().positive().multipleOf(0.5),
      f: z.number().min(10).multipleOf(4),
      g: z.int().gt(2).lt(4),
    }),
    choices: z.object({
      a: z.enum(["x", "y"]),
      b: z.literal("q"),
      c: z.union([z.string(), z.number()]),
      d: z.boolean(),
      e: z.null(),
      f: z.discriminatedUnion("k", [z.object({ k: z.literal("a"), n: z.int() }), z.object({ k: z.literal("b") })]),
    }),
    nested: z.object({
      a: z.array(z.object({ id: z.uuid() })).min(2),
      b: z.tuple([z.string(), z.int()]),
      c: z.record(z.string(), z.int()),
      d: z.object({ e: z.object({ f: z.string() }) }),
    }),
    "no object": z.string().min(3),
  };
  for (const [what, data] of Object.entries(examples)) {
    it(`has an example that fits: ${what}`, () => assert.ok(data.safeParse(check(data).data).success));
  }

  it("must be given where no example can be made", () => {
    const code = z.object({ code: z.string().regex(/^[A-Z]{3}$/) });
    assert.match(
      refused(code, {}),
      /data\.code must match \^\[A-Z\]\{3\}\$, and no example can be made of that: give it/,
    );
    assert.match(refused(z.object({ id: z.cuid2() }), {}), /data\.id must match/);
    assert.deepEqual(check(code, { code: "ABC" }).data, { code: "ABC" });
  });

  it("is refused with every field that does not fit, its value, and what is allowed", () => {
    const text = refused(named, { id: "1", name: "Augusta", nmae: "Ada" });
    assert.match(text, /^The data does not fit Things\.Happened\.v1:\n/);
    assert.match(text, /data\.nmae is not a field of it: expected id, name, note/);
    assert.match(text, /data\.id is "1": .*; allowed is {"type":"string","format":"uuid"/);
    assert.match(text, /data\.name is "Augusta": .*; allowed is {"type":"string","minLength":1,"maxLength":4}/);
    assert.match(refused(named, "Ada"), /data is "Ada": /);
    assert.match(
      refused(z.object({ a: z.array(z.object({ b: z.int() })) }), { a: [{ b: "x" }] }),
      /data\.a\.0\.b is "x"/,
    );
  });

  it("may have any field where the event takes any", () => {
    assert.deepEqual(check(z.looseObject({ a: z.string() }), { a: "x", b: 1 }).data, { a: "x", b: 1 });
  });
});
