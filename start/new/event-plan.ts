import { kebabOf, sentenceOf } from "./names.js";
import type { Plan } from "./plan.js";
import { addExport, addImport, addToVariable } from "./source.js";

/** An event to be written. */
export interface NewEvent {
  /** All but the version: `Orders.OrderPlaced`. */
  readonly name: string;
  readonly version: number;
}

const NAME = /^[A-Z][A-Za-z0-9]*(\.[A-Z][A-Za-z0-9]*)+$/;

/** @throws with what is allowed. */
export function readNewEvent(name: string | undefined, version: string): NewEvent {
  if (name === undefined || !NAME.test(name)) {
    throw new Error(`event "${name ?? ""}": expected Domain.Happened, e.g. Orders.OrderPlaced`);
  }
  if (!/^[1-9]\d*$/.test(version)) throw new Error(`--version "${version}": expected a whole number from 1`);
  return { name, version: Number(version) };
}

/** `OrderPlaced` of `Orders.OrderPlaced`, and `OrderPlacedV2` of its second version. */
export function variableOf({ name, version }: NewEvent): string {
  const happened = name.split(".").at(-1) ?? name;
  return version === 1 ? happened : `${happened}V${version}`;
}

/** The files of an event: its contract and a test, and its place in the lists of events. */
export function eventPlan(event: NewEvent): Plan {
  const variable = variableOf(event);
  const file = kebabOf(variable);
  const type = `${event.name}.v${event.version}`;
  return {
    files: {
      [`contracts/events/${file}.ts`]: contract(variable, type, event),
      [`test/contracts/events/${file}.test.ts`]: test(variable, file),
    },
    edits: [
      {
        file: "contracts/events/index.ts",
        change: (text) => addToVariable(addImport(text, `./${file}.js`, variable), "events", variable),
        byHand: [`import { ${variable} } from "./${file}.js";`, `${variable} in the list "events"`],
      },
      {
        file: "contracts/index.ts",
        change: (text) => addExport(text, `./events/${file}.js`, variable),
        byHand: [`export { ${variable} } from "./events/${file}.js";`],
      },
    ],
    next: [
      `Say in contracts/events/${file}.ts what the event carries. Nobody has published one yet, so its schema may go:`,
      `  rm contracts/schemas/${type}.json && npm run schemas && npm run reference`,
      `An app that handles it: npm run new -- app <name> --event ${variable}`,
    ],
  };
}

const contract = (variable: string, type: string, { name }: NewEvent): string => `import * as z from "zod";
import { defineEvent } from "../vocabulary/index.js";

/** ${sentenceOf(name.split(".").at(-1) ?? name)}. */
export const ${variable} = defineEvent("${type}", z.object({ id: z.uuid(), note: z.string().max(100).optional() }));
`;

const test = (variable: string, file: string): string => `import assert from "node:assert/strict";
import { ${variable} } from "../../../contracts/events/${file}.js";

describe("${variable}", () => {
  const id = "3f2c5c1e-7a44-4d1b-9c55-6b1f0e5f2a10";

  it("takes what it carries", () => {
    for (const data of [{ id }, { id, note: "a note" }]) assert.deepEqual(${variable}.data.parse(data), data);
  });

  it("refuses what it cannot mean", () => {
    for (const data of [{}, { id: "not a UUID" }, { id, note: "x".repeat(101) }]) {
      assert.equal(${variable}.data.safeParse(data).success, false);
    }
  });
});
`;
