import assert from "node:assert/strict";
import { globSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as z from "zod";
import { events } from "../../contracts/events/index.js";
import { defineEvent, type EventType } from "../../contracts/index.js";
import { breakingChanges } from "../../contracts/vocabulary/compatibility.js";
import { type JsonSchema, jsonSchemaOf } from "../../contracts/vocabulary/json-schema.js";
import { SCHEMAS, schemaText, writeSchema } from "../../contracts/write-schemas.js";

const TYPE = "Things.ThingHappened.v1";
const of = (data: z.ZodType): JsonSchema => jsonSchemaOf(TYPE, data);
const base = { id: z.uuid(), size: z.int().min(1).max(9).optional(), tags: z.array(z.object({ key: z.string() })) };

describe("The committed schemas", () => {
  it("are of every event in contracts/events, and fresh: else run `npm run schemas`", () => {
    const files = globSync("*.ts", { cwd: join(SCHEMAS, "../events") }).filter((file) => file !== "index.ts");
    assert.equal(events.length, files.length, "an event is missing in contracts/events/index.ts");
    assert.deepEqual(globSync("*.json", { cwd: SCHEMAS }).sort(), events.map(({ type }) => `${type}.json`).sort());
    for (const event of events)
      assert.equal(readFileSync(join(SCHEMAS, `${event.type}.json`), "utf8"), schemaText(event));
  });
});

describe("An event whose data JSON Schema cannot express is refused when defined", () => {
  const cases: Record<string, [z.ZodType, RegExp]> = {
    "a refinement": [z.object({ a: z.string().refine((text) => text !== "b") }), /data\.a: it is refined by code/],
    "a transformation": [z.object({ a: z.string().transform((text) => text.length) }), /data\.a: it transforms/],
    "a pipe": [z.object({ a: z.preprocess((value) => value, z.string()) }), /data\.a: it transforms/],
    "a date": [z.object({ a: z.date() }), /data\.a: JSON has no dates: use z\.iso\.datetime\(\)/],
    "a coercion": [z.object({ a: z.coerce.number() }), /data\.a: it coerces/],
    "a change of the value": [z.object({ a: z.string().trim() }), /data\.a: it changes the value/],
    "a fallback": [z.object({ a: z.string().catch("b") }), /data\.a: it hides what does not fit/],
    "a strict object": [z.strictObject({ a: z.string() }), /data: it is strict/],
    "deep inside": [z.object({ a: z.array(z.object({ b: z.date() })) }), /data\.a\[\]\.b: JSON has no dates/],
  };
  for (const [name, [data, message]] of Object.entries(cases)) {
    it(name, () => assert.throws(() => defineEvent(TYPE, data), message));
  }

  it("naming every field at once", () => {
    assert.throws(
      () => defineEvent(TYPE, z.object({ a: z.date(), b: z.coerce.number() })),
      /data\.a: .*\n {2}data\.b: /,
    );
  });
});

describe("Two schemas of one event type", () => {
  const compatible: Record<string, Record<string, z.ZodType>> = {
    "the same": base,
    "an optional field more": { ...base, colour: z.string().optional() },
    "a field with a default more": { ...base, colour: z.string().default("red") },
    "an optional field more, deep inside": {
      ...base,
      tags: z.array(z.object({ key: z.string(), value: z.string().optional() })),
    },
    "another description": { ...base, id: z.uuid().describe("of the thing") },
  };
  for (const [name, after] of Object.entries(compatible)) {
    it(`are compatible: ${name}`, () => assert.deepEqual(breakingChanges(of(z.object(base)), of(z.object(after))), []));
  }

  const breaking: Record<string, [Record<string, z.ZodType>, string]> = {
    "a required field more": [{ ...base, colour: z.string() }, "data.colour: the field became required"],
    "a field less": [{ id: base.id, tags: base.tags }, "data.size: the field was removed"],
    "a field that became required": [{ ...base, size: z.int().min(1).max(9) }, "data.size: the field became required"],
    "a field that became optional": [{ ...base, id: z.uuid().optional() }, "data.id: the field became optional"],
    "a narrower range": [{ ...base, size: z.int().min(1).max(5).optional() }, "data.size: maximum changed from 9 to 5"],
    "a wider range": [{ ...base, size: z.int().min(1).max(10).optional() }, "data.size: maximum changed from 9 to 10"],
    "another type": [{ ...base, size: z.string().optional() }, 'data.size: type changed from "integer" to "string"'],
    "a required field more, deep inside": [
      { ...base, tags: z.array(z.object({ key: z.string(), value: z.string() })) },
      "data.tags[].value: the field became required",
    ],
  };
  for (const [name, [after, message]] of Object.entries(breaking)) {
    it(`are not: ${name}`, () => {
      const found = breakingChanges(of(z.object(base)), of(z.object(after)));
      assert.ok(found.includes(message), found.join("\n"));
    });
  }

  it("are not with a keyword that the check does not know", () => {
    assert.deepEqual(breakingChanges({ type: "object" }, { type: "object", minProperties: 1 }), [
      'data: the keyword "minProperties" is not known to this check',
    ]);
  });
});

describe("Writing a schema", () => {
  let folder: string;
  const event = (fields: Record<string, z.ZodType>): EventType => defineEvent(TYPE, z.object(fields));

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "gridwire-schemas-"));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it("writes a new one and a compatible one, and says whether it did", () => {
    assert.equal(writeSchema(event(base), folder), true);
    assert.equal(writeSchema(event(base), folder), false);
    assert.equal(writeSchema(event({ ...base, colour: z.string().optional() }), folder), true);
  });

  it("refuses one that breaks, with the remedy, and leaves the file", () => {
    writeSchema(event(base), folder);
    const before = readFileSync(join(folder, `${TYPE}.json`), "utf8");
    assert.throws(
      () => writeSchema(event({ id: z.string() }), folder),
      /data\.size: the field was removed.*add "Things\.ThingHappened\.v2" beside it/s,
    );
    assert.equal(readFileSync(join(folder, `${TYPE}.json`), "utf8"), before);
  });
});
