import { publishErrors } from "./publish-error.js";

/** @throws PublishError for what is not JSON. */
export function parseJson(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString("utf8"));
  } catch {
    throw publishErrors.json("The request body is not valid JSON.");
  }
}

/** @throws PublishError for what is nested too deeply to be written again. */
export function writeJson(event: object): string {
  try {
    return JSON.stringify(event);
  } catch {
    throw publishErrors.json("The JSON of an event is nested too deeply.");
  }
}

/** What a JSON reader calls the first token of a value, as in the service's messages. */
export const tokenName = (value: unknown): string => {
  if (Array.isArray(value)) return "StartArray";
  if (value === null) return "Null";
  return { object: "StartObject", string: "String", boolean: "Boolean" }[typeof value as string] ?? "Number";
};
