import { isObject } from "../../shared/is-object.js";
import type { RpcHttpRequest, RpcStrings, RpcTypedData } from "../worker/protocol.js";

/** What binding expressions can name: text, a moment, or an object whose properties can be named. */
export type BindingValue = string | Date | { readonly [name: string]: unknown };

/**
 * What the expressions of one run can name, whatever its case: what the trigger tells, and the properties of what it
 * brought when that is a JSON object.
 *
 * @see https://learn.microsoft.com/azure/azure-functions/functions-bindings-expressions-patterns
 */
export class BindingData {
  /** By name in lower case; the name as it was first given. */
  readonly #values = new Map<string, { readonly name: string; readonly value: BindingValue }>();

  constructor(
    readonly functionName: string,
    readonly now: Date,
  ) {}

  get(name: string): BindingValue | undefined {
    return this.#values.get(name.toLowerCase())?.value;
  }

  set(name: string, value: BindingValue): void {
    const before = this.#values.get(name.toLowerCase());
    this.#values.set(name.toLowerCase(), { name: before?.name ?? name, value });
  }

  /** The trigger metadata of the run: what was told, with what the payload's properties put in its place or add. */
  metadata(told: Readonly<Record<string, RpcTypedData>>): Record<string, RpcTypedData> {
    const result: Record<string, RpcTypedData> = { ...told };
    for (const [name, value] of this.#payload) result[this.#values.get(name.toLowerCase())?.name ?? name] = value;
    return result;
  }

  /** Properties of the payload as the app gets them. */
  readonly #payload = new Map<string, RpcTypedData>();

  /**
   * Takes in the top-level properties of a payload that is a JSON object, but for arrays and nulls. They go before what
   * the trigger tells.
   *
   * @see https://github.com/Azure/azure-functions-host/blob/dev/src/WebJobs.Script/Utility.cs
   */
  addPayload(text: string): void {
    for (const [name, value] of Object.entries(objectIn(text) ?? {})) {
      if (value === null || Array.isArray(value)) continue;
      if (isObject(value)) {
        this.set(name, value);
        this.#payload.set(name, { json: JSON.stringify(value) });
      } else {
        const shown = scalarText(value);
        this.set(name, shown);
        this.#payload.set(name, { string: shown });
      }
    }
  }

  /**
   * Takes in a request: body, then query, then route, each before the one before it; and `Query` and `Headers` as objects.
   *
   * @see https://github.com/Azure/azure-webjobs-sdk-extensions/blob/main/src/WebJobs.Extensions.Http/HttpTriggerAttributeBindingProvider.cs
   */
  addRequest({ nullableQuery, nullableParams, nullableHeaders, body }: RpcHttpRequest): void {
    if (body !== undefined) this.addPayload(Buffer.from(body.bytes).toString("utf8"));
    for (const [name, { value }] of Object.entries(nullableQuery)) {
      if (name.toLowerCase() !== "code") this.set(name, value);
    }
    for (const [name, { value }] of Object.entries(nullableParams)) this.set(name, value);
    if (this.get("Query") === undefined) this.set("Query", plain(nullableQuery));
    if (this.get("Headers") === undefined) this.set("Headers", plain(nullableHeaders));
  }
}

const plain = (strings: RpcStrings): Record<string, string> =>
  Object.fromEntries(Object.entries(strings).map(([name, { value }]) => [name, value]));

/** As .NET writes a value of JSON. */
export function scalarText(value: unknown): string {
  if (typeof value === "boolean") return value ? "True" : "False";
  return value === null || value === undefined ? "" : String(value);
}

function objectIn(text: string): Record<string, unknown> | undefined {
  const trimmed = text.trim();
  if (!trimmed.startsWith("{") || !trimmed.endsWith("}")) return undefined;
  try {
    const value: unknown = JSON.parse(trimmed);
    return isObject(value) ? { ...value } : undefined;
  } catch (error) {
    // No error: text that only looks like JSON has no properties to name.
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** Everything that expressions of a run can name. */
export function bindingDataOf(run: {
  readonly functionName: string;
  readonly now: Date;
  readonly data: RpcTypedData;
  readonly triggerMetadata: Readonly<Record<string, RpcTypedData>>;
}): BindingData {
  const { data, triggerMetadata } = run;
  const result = new BindingData(run.functionName, run.now);
  for (const [name, value] of Object.entries(triggerMetadata)) {
    const named = namedValue(value);
    if (named !== undefined) result.set(name, named);
  }
  if (data.http !== undefined) result.addRequest(data.http as RpcHttpRequest);
  const payload = data.string ?? data.json;
  if (payload !== undefined) result.addPayload(payload);
  return result;
}

function namedValue({ string, json, int, double }: RpcTypedData): BindingValue | undefined {
  if (string !== undefined) return string;
  if (json === undefined) return int === undefined && double === undefined ? undefined : String(int ?? double);
  const value: unknown = JSON.parse(json);
  return isObject(value) ? value : scalarText(value);
}
