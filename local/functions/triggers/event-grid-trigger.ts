import { isObject } from "../../shared/is-object.js";
import { stringAt } from "../declared.js";
import type { FunctionDefinition } from "../host/function-definition.js";
import type { HostKeys } from "../host/host-keys.js";
import type { Invocation, Invoker, Outcome } from "../host/invoker.js";
import { grantOf, queryValue } from "../key-access.js";
import { BodyTooLarge, readParts } from "../request-body.js";
import type { BlobQueue } from "./blob-queue.js";
import type { HttpAnswer } from "./http-answer.js";
import type { HttpCall } from "./http-call.js";

/** The system key of the extension. */
export const EVENT_GRID_KEY = "eventgrid_extension";
/** Origins that the extension knows; any other is answered with the first. */
const ORIGINS = ["eventgrid.azure.net", "eventgrid.azure.us", "eventgrid.azure.cn", "eventgrid.azure.de"];
/** More than Event Grid ever delivers at once. */
const BODY_LIMIT_BYTES = 104_857_600;

export interface EventGridOptions {
  readonly functions: readonly FunctionDefinition[];
  readonly keys: HostKeys;
  readonly invoker: Invoker;
  /** Where the events of blobs go; without it the extension of blobs is not loaded. */
  readonly blobs: BlobQueue | undefined;
}

/** What the extension answers. */
interface Answered {
  readonly status: number;
  readonly headers?: Headers;
  readonly text?: string;
}

/**
 * Answers `/runtime/webhooks/{extension}`. Authorisation comes first; there are the extensions of Event Grid and of blobs.
 *
 * @see https://github.com/Azure/azure-functions-host/blob/dev/src/WebJobs.Script.WebHost/Controllers/HostController.cs
 * @see https://github.com/Azure/azure-sdk-for-net/tree/main/sdk/eventgrid/Microsoft.Azure.WebJobs.Extensions.EventGrid
 */
export async function answerWebhook(
  call: HttpCall,
  answer: HttpAnswer,
  extension: string,
  options: EventGridOptions,
): Promise<void> {
  const { status, headers, text } = await answerOf(call, extension, options);
  await answer.send(status, headers, text);
}

async function answerOf(call: HttpCall, extension: string, options: EventGridOptions): Promise<Answered> {
  const grant = await grantOf(call, options.keys);
  if (grant === undefined) return { status: 401 };
  const isSystem = grant.level === "system" && grant.name.toLowerCase() === `${extension.toLowerCase()}_extension`;
  if (grant.level !== "admin" && !isSystem) return { status: 403 };
  const name = queryValue(call.query, "functionName") ?? "";
  const { blobs } = options;
  if (extension.toLowerCase() === "blobs" && blobs !== undefined) {
    return answerEvents(call, (received) => keepForBlobs(received, name, blobs));
  }
  if (extension.toLowerCase() !== "eventgrid") return { status: 404 };
  const definition = options.functions.find((one) => one.name === name && one.trigger.kind === "eventGrid");
  if (definition === undefined || definition.isDisabled) {
    return { status: 404, text: `cannot find function: '${name}'` };
  }
  return answerEvents(call, (received) => notify(call, received, definition, options.invoker));
}

/** The handshakes are the extension's own; only events are somebody else's matter. */
async function answerEvents(
  call: HttpCall,
  take: (received: readonly unknown[]) => Promise<Answered>,
): Promise<Answered> {
  if (call.method === "OPTIONS") return allowOrigin(call);
  switch (call.headers.get("aeg-event-type")?.toLowerCase()) {
    case "subscriptionvalidation":
      return validate(await events(call));
    case "notification": {
      const received = await events(call);
      return received === undefined ? { status: 400 } : take(received);
    }
    case "unsubscribe":
      return { status: 202 };
    default:
      return { status: 400 };
  }
}

function allowOrigin({ headers }: HttpCall): Answered {
  const origin = headers.get("webhook-request-origin") ?? "";
  const allowed = ORIGINS.includes(origin.toLowerCase()) ? origin : (ORIGINS[0] ?? "");
  return { status: 200, headers: new Headers({ "webhook-allowed-origin": allowed }) };
}

function validate(received: readonly unknown[] | undefined): Answered {
  const [event] = received ?? [];
  const code = isObject(event) ? stringAt(event.data, "validationCode") : undefined;
  if (code === undefined) return { status: 400 };
  return { status: 200, text: JSON.stringify({ validationResponse: code }) };
}

/** One after the other; one that cannot be kept fails the delivery, so that all of it comes again. */
async function keepForBlobs(received: readonly unknown[], functionId: string, blobs: BlobQueue): Promise<Answered> {
  try {
    for (const event of received) await blobs.add(functionId, event);
    return { status: 202 };
  } catch (error) {
    return { status: 500, text: error instanceof Error ? error.message : String(error) };
  }
}

/** One run for each event, all at once, or one for all of them; a failure fails the delivery, so that all of it comes again. */
async function notify(
  { headers }: HttpCall,
  received: readonly unknown[],
  definition: FunctionDefinition,
  invoker: Invoker,
): Promise<Answered> {
  const traceParent = headers.get("traceparent");
  const isMany = definition.trigger.kind === "eventGrid" && definition.trigger.cardinality === "many";
  const outcomes = await Promise.all(
    (isMany ? [received] : received).map((given) =>
      invoker.invoke({
        definition,
        data: { json: JSON.stringify(given) },
        ...(isMany ? {} : ofOne(given)),
        ...(traceParent === undefined ? {} : { traceParent }),
        statusOf: () => 202,
      }),
    ),
  );
  const failed = outcomes.find((outcome): outcome is Outcome & { ok: false } => !outcome.ok);
  if (failed === undefined) return { status: 202 };
  return { status: 500, text: `Exception while executing function: ${definition.name}` };
}

/** The extension begins a trace for each delivery, with a link to that of the event. */
function ofOne(event: unknown): Pick<Invocation, "subject" | "linkedTo" | "triggerMetadata"> {
  const [subject, linkedTo] = [stringAt(event, "id"), stringAt(event, "traceparent")];
  return {
    triggerMetadata: { data: { json: JSON.stringify((isObject(event) ? event.data : undefined) ?? null) } },
    ...(subject === undefined ? {} : { subject }),
    ...(linkedTo === undefined ? {} : { linkedTo }),
  };
}

/** The events of a body: an array, or a single CloudEvent. */
async function events({ message, headers }: HttpCall): Promise<unknown[] | undefined> {
  try {
    const bytes = await readParts(message, Number(headers.get("content-length") ?? 0), BODY_LIMIT_BYTES);
    const body: unknown = JSON.parse(bytes.toString());
    return Array.isArray(body) ? body : [body];
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof BodyTooLarge) return undefined;
    throw error;
  }
}
