import type { App } from "../vocabulary/app.js";
import type { Need } from "../vocabulary/need.js";
import type { Trigger } from "../vocabulary/trigger.js";

/** How a resource is drawn. */
const SHAPES: Readonly<Record<Exclude<Need["kind"], "publish">, (name: string) => string>> = {
  blobContainer: (name) => `[("blobs: ${name}")]`,
  table: (name) => `[("table: ${name}")]`,
  secret: (name) => `[/"secret: ${name}"/]`,
};

/**
 * The system as a Mermaid flowchart: what sets each app going, what it publishes, reads and writes.
 *
 * @see https://mermaid.js.org/syntax/flowchart.html
 */
export function diagram(apps: readonly App[]): string {
  const lines = apps.flatMap((app) => [
    `  ${app.name}["${app.name}"]`,
    ...Object.entries(app.functions).map(([fn, on]) => triggered(app.name, fn, on)),
    ...Object.values(app.needs).flatMap((need) => needed(app.name, need)),
  ]);
  return ["flowchart LR", ...new Set(lines)].join("\n");
}

function triggered(app: string, fn: string, on: Trigger): string {
  switch (on.trigger) {
    case "event":
      return `  ${idOf(on.event.type)}{{"${on.event.type}"}} -- "${fn}" --> ${app}`;
    case "timer":
      return `  ${app}_${fn}(["timer: ${on.schedule}"]) -- "${fn}" --> ${app}`;
    case "http":
      return `  ${app}_${fn}(["${on.method} /api/${on.route}"]) -- "${fn}" --> ${app}`;
  }
}

function needed(app: string, need: Need): string[] {
  if (need.kind === "publish") return need.events.map(({ type }) => `  ${app} --> ${idOf(type)}{{"${type}"}}`);
  const { kind, resource, access } = need;
  const drawn = `${kind}_${idOf(resource.name)}${SHAPES[kind](resource.name)}`;
  const arrow = { read: `  ${drawn} --> ${app}`, write: `  ${app} --> ${drawn}`, readWrite: `  ${app} <--> ${drawn}` };
  return [arrow[access]];
}

/** An id that Mermaid takes: letters, digits and underscores. */
const idOf = (name: string): string => name.replaceAll(/[^A-Za-z0-9]/g, "_");
