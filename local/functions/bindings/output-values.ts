import type { RpcTypedData } from "../worker/protocol.js";
import { scalarText } from "./binding-data.js";

/** A value of an output: bytes, or what JSON can say. */
export type OutputValue = Uint8Array | string | number | boolean | null | object;

/** The value that a function gave, read from the form in which it travels. */
export function outputValue({ string, json, bytes, int, double }: RpcTypedData): OutputValue {
  if (bytes !== undefined) return bytes;
  if (string !== undefined) return string;
  if (json !== undefined) return JSON.parse(json) as OutputValue;
  return int ?? double ?? null;
}

/**
 * The single values of an output that takes many: the elements of an array, or of text that is a JSON array.
 *
 * @see https://github.com/Azure/azure-functions-host/blob/dev/src/WebJobs.Script/Binding/FunctionBinding.cs `ReadAsEnumerable`
 * @throws SyntaxError when text has the brackets of JSON and is none.
 */
export function outputValues(given: RpcTypedData): OutputValue[] {
  const value = outputValue(given);
  const parsed = typeof value === "string" && looksLikeJson(value) ? (JSON.parse(value) as OutputValue) : value;
  return Array.isArray(parsed) ? parsed : [parsed];
}

/** The text of a single value: objects as indented JSON, all else as .NET writes it. */
export function outputText(value: Exclude<OutputValue, Uint8Array>): string {
  return typeof value === "object" && value !== null ? JSON.stringify(value, null, 2) : scalarText(value);
}

function looksLikeJson(text: string): boolean {
  const trimmed = text.trim();
  return (trimmed.startsWith("{") && trimmed.endsWith("}")) || (trimmed.startsWith("[") && trimmed.endsWith("]"));
}
