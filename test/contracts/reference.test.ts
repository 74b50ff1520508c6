import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join, resolve } from "node:path";
import { Ajv } from "ajv";
import formats from "ajv-formats";
import { apps } from "../../contracts/apps/index.js";
import { events } from "../../contracts/events/index.js";
import { defineApp, generator, onHttp, onTimer, read, recorder, secret, tally } from "../../contracts/index.js";
import { asyncApi } from "../../contracts/reference/async-api.js";
import { diagram } from "../../contracts/reference/diagram.js";
import { referenceFiles } from "../../contracts/write-reference.js";

const ROOT = resolve(import.meta.dirname, "../..");

describe("The reference of the system", () => {
  for (const [file, text] of Object.entries(referenceFiles())) {
    it(`${file} is fresh: else run \`npm run reference\``, () =>
      assert.equal(readFileSync(join(ROOT, file), "utf8"), text));
  }

  it("is of every app", () => {
    const files = globSync("*.ts", { cwd: join(ROOT, "contracts/apps") }).filter((file) => file !== "index.ts");
    assert.equal(apps.length, files.length, "an app is missing in contracts/apps/index.ts");
  });
});

describe("The AsyncAPI document", () => {
  const document = asyncApi([generator, recorder, tally], events, "1.2.3") as {
    operations: Record<string, { action: string; messages: { $ref: string }[] }>;
    components: { messages: Record<string, { payload: object }> };
  };

  it("is one by the specification's own schema", () => {
    const schema = createRequire(import.meta.url)("@asyncapi/specs/schemas/3.0.0.json") as object;
    const ajv = new Ajv({ strict: false, meta: false, validateSchema: false });
    formats.default(ajv);
    const validate = ajv.compile(schema);
    assert.ok(validate(document), JSON.stringify(validate.errors, undefined, 2));
    assert.ok(!validate({ ...document, asyncapi: "9" }));
  });

  it("says who publishes and who handles an event", () => {
    const of = (action: string) =>
      Object.entries(document.operations)
        .filter(([, operation]) => operation.action === action)
        .map(([name]) => name);
    assert.deepEqual(of("send"), ["generator.names"]);
    assert.deepEqual(of("receive"), ["recorder.recordName", "tally.countName"]);
  });

  it("takes an event as it travels, and no other", () => {
    const ajv = new Ajv({ strict: false });
    formats.default(ajv);
    const validate = ajv.compile(document.components.messages["Names.NameGenerated.v1"]?.payload ?? {});
    const event = {
      specversion: "1.0",
      id: "1",
      source: "/generator",
      type: "Names.NameGenerated.v1",
      time: "2026-01-01T00:00:00Z",
      data: { id: "11111111-1111-4111-8111-111111111111", name: "Ada" },
    };
    assert.ok(validate(event), JSON.stringify(validate.errors));
    assert.ok(!validate({ ...event, data: { ...event.data, name: "" } }));
    assert.ok(!validate({ ...event, type: "Names.NameGenerated.v2" }));
  });
});

describe("The diagram", () => {
  it("draws triggers and needs with the arrow that they are", () => {
    const app = defineApp("probe", {
      functions: { tick: onTimer("0 0 * * * *"), ask: onHttp({ method: "GET", route: "things", auth: "anonymous" }) },
      needs: { key: read(secret("a-key")) },
    });
    assert.deepEqual(diagram([app]).split("\n"), [
      "flowchart LR",
      '  probe["probe"]',
      '  probe_tick(["timer: 0 0 * * * *"]) -- "tick" --> probe',
      '  probe_ask(["GET /api/things"]) -- "ask" --> probe',
      '  secret_a_key[/"secret: a-key"/] --> probe',
    ]);
  });
});
