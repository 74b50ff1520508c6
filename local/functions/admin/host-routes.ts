import type { FunctionHost } from "../host/function-host.js";
import { hostId } from "../host/host-id.js";
import { instanceId } from "../host/instance-id.js";
import { type AdminRoute, jsonOf, noContent } from "./admin-request.js";

/** Version of the host whose answers these are. */
const HOST_VERSION = "4.1037.0";

/** @see https://github.com/Azure/azure-functions-host/blob/dev/src/WebJobs.Script.WebHost/Controllers/HostController.cs */
export const HOST_ROUTES: readonly AdminRoute[] = [
  {
    methods: ["GET", "POST"],
    path: /^\/admin\/host\/ping$/i,
    isOpen: true,
    answer: () =>
      new Response(null, { status: 200, headers: { "cache-control": "no-store,no-cache", pragma: "no-cache" } }),
  },
  { methods: ["GET"], path: /^\/admin\/host\/status$/i, answer: ({ host }) => Response.json(status(host)) },
  {
    methods: ["POST"],
    path: /^\/admin\/host\/restart$/i,
    answer: ({ host }) => {
      host.restart();
      return Response.json({ isFileSystemReadOnly: true, isScmRunFromPackage: true, isSelfHost: false });
    },
  },
  {
    // What the app registered is read at each start: there is nothing to bring in step.
    methods: ["POST"],
    path: /^\/admin\/host\/synctriggers$/i,
    answer: ({ host }) => (host.session === undefined ? notRunning() : Response.json({ status: "success" })),
  },
  {
    // A package is read-only, and an app that runs from one can be taken offline by no state.
    methods: ["PUT"],
    path: /^\/admin\/host\/state$/i,
    answer: async ({ request, host }) => {
      const wanted = await jsonOf(request);
      const isAsItIs = typeof wanted === "string" && wanted.toLowerCase() === host.state.toLowerCase();
      return noContent(isAsItIs ? 200 : 400);
    },
  },
];

export const notRunning = (): Response => new Response("Function host is not running.", { status: 503 });

function status(host: FunctionHost) {
  const { site, reason, session, state } = host;
  const errors = [...(session?.errors ?? []), ...(reason === undefined ? [] : [reason])];
  return {
    id: hostId(site),
    state,
    version: HOST_VERSION,
    versionDetails: `${HOST_VERSION} (gridwire)`,
    platformVersion: "",
    instanceId: instanceId(site.id),
    computerName: site.name,
    processUptime: Math.max(0, Math.round(process.uptime() * 1000)),
    functionAppContentEditingState: "NotAllowed",
    ...(errors.length === 0 ? {} : { errors }),
  };
}
