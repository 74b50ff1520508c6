import { UNKNOWN } from "./digest.js";

/** A value in a few words; a secret reads `[secret]` as the CLI wrote it. */
export function shownValue(value: unknown): string {
  if (value === undefined) return "(nothing)";
  const text = typeof value === "string" ? value : JSON.stringify(value);
  return text === "" ? '""' : text.replaceAll(UNKNOWN, "(known after the up)");
}
