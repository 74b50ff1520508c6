import { randomUUID } from "node:crypto";

/** What the Functions host hands over for a delivered `NameGenerated` event. */
export function nameGenerated(name: string, changes: Record<string, unknown> = {}) {
  const id = randomUUID();
  return {
    specversion: "1.0",
    id,
    source: "/generator",
    type: "Names.NameGenerated.v1",
    time: "2026-03-01T12:00:00.1234567Z",
    datacontenttype: "application/json",
    data: { id, name },
    ...changes,
  };
}
