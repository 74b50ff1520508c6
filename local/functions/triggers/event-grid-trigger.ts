import { isObject } from "../../shared/is-object.js";
import { stringAt } from "../declared.js";
import type { FunctionDefinition } from "../host/function-definition.js";
import type { HostKeys } from "../host/host-keys.js";
import type { Invoker, Outcome } from "../host/invoker.js";
import { grantOf, queryValue } from "../key-access.js";
import { BodyTooLarge, readBody } from "../request-body.js";

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
}

/**
 * Answers `/runtime/webhooks/{extension}`. Authorisation comes first; Event Grid's is the one extension.
 *
 * @see https://github.com/Azure/azure-functions-host/blob/dev/src/WebJobs.Script.WebHost/Controllers/HostController.cs
 * @see https://github.com/Azure/azure-sdk-for-net/tree/main/sdk/eventgrid/Microsoft.Azure.WebJobs.Extensions.EventGrid
 */
export async function answerWebhook(request: Request, extension: string, options: EventGridOptions): Promise<Response> {
  const grant = grantOf(request, options.keys);
  if (grant === undefined) return text(401);
  const isSystem = grant.level === "system" && grant.name.toLowerCase() === `${extension.toLowerCase()}_extension`;
  if (grant.level !== "admin" && !isSystem) return text(403);
  if (extension.toLowerCase() !== "eventgrid") return text(404);

  const name = queryValue(request, "functionName") ?? "";
  const definition = options.functions.find((one) => one.name === name && one.trigger.kind === "eventGrid");
  if (definition === undefined || definition.isDisabled) return text(404, `cannot find function: '${name}'`);
  if (request.method === "OPTIONS") return allowOrigin(request);
  switch (request.headers.get("aeg-event-type")?.toLowerCase()) {
    case "subscriptionvalidation":
      return validate(await events(request));
    case "notification":
      return notify(request, definition, options.invoker);
    case "unsubscribe":
      return text(202);
    default:
      return text(400);
  }
}

const text = (status: number, body: string | null = null): Response => new Response(body, { status });

function allowOrigin(request: Request): Response {
  const origin = request.headers.get("webhook-request-origin") ?? "";
  return new Response(null, {
    status: 200,
    headers: { "webhook-allowed-origin": ORIGINS.includes(origin.toLowerCase()) ? origin : (ORIGINS[0] ?? "") },
  });
}

function validate(received: readonly unknown[] | undefined): Response {
  const [event] = received ?? [];
  const code = isObject(event) ? stringAt(event.data, "validationCode") : undefined;
  return code === undefined ? text(400) : text(200, JSON.stringify({ validationResponse: code }));
}

/** One run for each event, all at once; one failure fails the delivery, so that all of it comes again. */
async function notify(request: Request, definition: FunctionDefinition, invoker: Invoker): Promise<Response> {
  const received = await events(request);
  if (received === undefined) return text(400);
  const traceParent = request.headers.get("traceparent");
  const outcomes = await Promise.all(
    received.map((event) =>
      invoker.invoke({
        definition,
        data: { json: JSON.stringify(event) },
        triggerMetadata: { data: { json: JSON.stringify((isObject(event) ? event.data : undefined) ?? null) } },
        ...subjectOf(event),
        ...(traceParent === null ? {} : { traceParent }),
        statusOf: () => 202,
      }),
    ),
  );
  const failed = outcomes.find((outcome): outcome is Outcome & { ok: false } => !outcome.ok);
  return failed === undefined ? text(202) : text(500, `Exception while executing function: ${definition.name}`);
}

const subjectOf = (event: unknown): { subject?: string } => {
  const id = stringAt(event, "id");
  return id === undefined ? {} : { subject: id };
};

/** The events of a body: an array, or a single CloudEvent. */
async function events(request: Request): Promise<unknown[] | undefined> {
  try {
    const body: unknown = JSON.parse(new TextDecoder().decode(await readBody(request, BODY_LIMIT_BYTES)));
    return Array.isArray(body) ? body : [body];
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof BodyTooLarge) return undefined;
    throw error;
  }
}
