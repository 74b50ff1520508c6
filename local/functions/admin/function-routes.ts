import { isObject } from "../../shared/is-object.js";
import type { FunctionDefinition } from "../host/function-definition.js";
import type { FunctionHost } from "../host/function-host.js";
import type { Session } from "../host/session.js";
import { byName } from "../triggers/check-routes.js";
import { runForNamedBlob } from "../triggers/run-for-blob.js";
import { runForText } from "../triggers/run-for-message.js";
import { type AdminRequest, type AdminRoute, jsonOf, noContent } from "./admin-request.js";
import { notRunning } from "./host-routes.js";

const FUNCTION = /^\/admin\/functions\/([^/]+)$/i;

/** @see https://github.com/Azure/azure-functions-host/blob/dev/src/WebJobs.Script.WebHost/Controllers/FunctionsController.cs */
export const FUNCTION_ROUTES: readonly AdminRoute[] = [
  {
    methods: ["GET"],
    path: /^\/admin\/functions$/i,
    answer: ({ host }) => {
      const { session } = host;
      return Response.json(
        session === undefined ? [] : byName(session.functions).map((one) => shown(host, session, one)),
      );
    },
  },
  {
    methods: ["GET"],
    path: FUNCTION,
    answer: (request) => {
      const { session } = request.host;
      const definition = called(request);
      if (session === undefined || definition === undefined) return noContent(404);
      return Response.json(shown(request.host, session, definition));
    },
  },
  {
    methods: ["GET"],
    path: /^\/admin\/functions\/([^/]+)\/status$/i,
    answer: (request) => {
      const [name = ""] = request.names;
      const about = `the '${name.toLowerCase()}' function is in error: `;
      const errors = (request.host.session?.errors ?? [])
        .filter((error) => error.toLowerCase().startsWith(about))
        .map((error) => error.slice(about.length));
      if (errors.length > 0) return Response.json({ errors });
      return called(request) === undefined ? noContent(404) : Response.json({});
    },
  },
  {
    methods: ["PUT"],
    path: FUNCTION,
    answer: () =>
      new Response("Your app is currently in read only mode. Cannot create or update functions.", { status: 400 }),
  },
  { methods: ["POST"], path: FUNCTION, answer: run },
];

const called = ({ host, names: [name = ""] }: AdminRequest): FunctionDefinition | undefined =>
  host.session?.functions.find((one) => one.name.toLowerCase() === name.toLowerCase());

/** Runs it in the background, disabled or not; the caller is told only that it began. */
async function run(request: AdminRequest): Promise<Response> {
  const { session } = request.host;
  if (session === undefined) return notRunning();
  const body = await jsonOf(request.request);
  if (!isObject(body)) return noContent(400);
  const definition = called(request);
  if (definition === undefined) return noContent(404);
  const timer = session.timers.get(definition.name);
  if (timer !== undefined) void timer.runNow();
  else runWith(session, definition, String(body.input ?? ""), request.host);
  return noContent(202);
}

function runWith(session: Session, definition: FunctionDefinition, input: string, host: FunctionHost): void {
  const { name, trigger } = definition;
  if (trigger.kind === "blob") {
    void runForNamedBlob(definition, trigger, { invoker: session.invoker, journal: host.journal }, input);
    return;
  }
  if (trigger.kind === "queue") {
    void session.invoker.invoke(runForText(definition, trigger, input));
    return;
  }
  if (trigger.kind !== "http") {
    void session.invoker.invoke({ definition, data: { string: input } });
    return;
  }
  if (session.http.isStreaming) {
    const why = `Cannot proxy the HttpTrigger function ${name} without an input of type HttpRequest.`;
    host.journal.host("error", `Function.${name}`, why);
    return;
  }
  const http = {
    url: `https://${host.site.hostName}/admin/functions/${name}`,
    method: "POST",
    nullableHeaders: {},
    nullableQuery: {},
    nullableParams: {},
    body: { bytes: new TextEncoder().encode(input) },
  };
  void session.invoker.invoke({ definition, data: { http } });
}

/** @see https://github.com/Azure/azure-functions-host/blob/dev/src/WebJobs.Script.WebHost/Extensions/FunctionMetadataExtensions.cs */
function shown(
  { site }: FunctionHost,
  { hostJson }: Session,
  { name, trigger, metadata, isDisabled }: FunctionDefinition,
) {
  const base = `https://${site.hostName}`;
  const { routePrefix } = hostJson.http;
  const prefix = routePrefix === "" ? "" : `${routePrefix}/`;
  return {
    name,
    href: `${base}/admin/functions/${name}`,
    invoke_url_template: trigger.kind === "http" ? `${base}/${prefix}${trigger.route}`.toLowerCase() : null,
    language: "node",
    config: {
      name,
      // The key is the name that the worker knows a binding by.
      bindings: Object.entries(metadata.bindings).map(([key, binding]) => ({ ...binding, name: key })),
    },
    isDisabled,
    isDirect: false,
    isProxy: false,
  };
}
