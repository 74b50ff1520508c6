import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { events } from "./events/index.js";
import { breakingChanges, nextVersionOf } from "./vocabulary/compatibility.js";
import type { EventType } from "./vocabulary/event.js";
import { type JsonSchema, jsonSchemaOf } from "./vocabulary/json-schema.js";

/** Where the schemas are committed, one file a type. */
export const SCHEMAS = join(import.meta.dirname, "schemas");

/** The schema of an event type as it is committed. */
export const schemaText = ({ type, data }: EventType): string =>
  `${JSON.stringify({ $id: `urn:gridwire:event:${type}`, title: type, ...jsonSchemaOf(type, data) }, undefined, 2)}\n`;

/**
 * Writes the schema of an event type to a folder.
 *
 * @returns whether it differed from what was there.
 * @throws when an event in flight, or a subscriber that is deployed later, would not understand it; nothing is written.
 */
export function writeSchema(event: EventType, folder: string): boolean {
  const file = join(folder, `${event.type}.json`);
  const text = schemaText(event);
  const before = existsSync(file) ? readFileSync(file, "utf8") : undefined;
  if (before === text) return false;
  const breaking =
    before === undefined ? [] : breakingChanges(JSON.parse(before) as JsonSchema, JSON.parse(text) as JsonSchema);
  if (breaking.length > 0) {
    throw new Error(
      `event type "${event.type}" changed in a way that breaks:\n  ${breaking.join("\n  ")}\n` +
        `Leave it as it was, add "${nextVersionOf(event.type)}" beside it, and handle both until the old one is drained.`,
    );
  }
  mkdirSync(folder, { recursive: true });
  writeFileSync(file, text);
  return true;
}

if (process.argv[1] === import.meta.filename) {
  const written = events.filter((event) => writeSchema(event, SCHEMAS)).map(({ type }) => type);
  process.stdout.write(written.length === 0 ? "All schemas are up to date.\n" : `Written: ${written.join(", ")}\n`);
}
