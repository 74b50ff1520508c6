import { type Context, Hono } from "hono";
import { action, TokenError } from "../../shared/access.js";
import type { Platform } from "../../shared/service.js";
import { BlobError } from "../host/blob-container.js";
import { BodyTooLarge, readBody } from "../request-body.js";
import type { Site } from "../site.js";
import type { AppJournal } from "../telemetry/app-journal.js";
import { logStream } from "../telemetry/log-stream.js";
import { DEPLOY_STATUS, type Deployment, type Deployments } from "./deployments.js";
import { checkPackage, uploadPackage } from "./package.js";

const AUDIENCES = ["https://management.azure.com", "https://management.core.windows.net"];
const PUBLISH = "Microsoft.Web/sites/publish/Action";
/** More than any app of Node holds; a package is kept in memory on its way. */
const PACKAGE_LIMIT_BYTES = 512 * 1024 * 1024;

/** Azure's text, which deployment tools look for: https://github.com/Azure/azure-functions-core-tools/issues/4346. */
const FORBIDDEN = "Failed to upload because Azure Storage responded with Forbidden (403)";

export interface PublishOptions {
  readonly deployments: Deployments;
  /** Called when a package lies in its container: the site runs it from now on. */
  readonly onPublished: (site: Site) => void;
  /** The app's, for who follows its log. */
  readonly journal: AppJournal;
  /** Given what goes on after the answer. */
  readonly track: (work: Promise<void>) => void;
}

/**
 * The deployment endpoint of a site, `https://{app}.scm.azurewebsites.net`, as far as Flex Consumption uses it, and
 * its log stream.
 *
 * @see https://learn.microsoft.com/azure/azure-functions/functions-deployment-technologies
 * @see https://github.com/Azure/azure-functions-core-tools/blob/main/src/Cli/func/Helpers/KuduLiteDeploymentHelpers.cs
 */
export function publishApi(platform: Platform, site: Site, options: PublishOptions): Hono {
  const { deployments } = options;
  const api = new Hono();

  api.use((context, next) =>
    platform.misbehaviours.strikes("publish-503", site.id)
      ? Promise.resolve(context.text("Site Unavailable", 503))
      : next(),
  );
  api.use(async (context, next) => {
    const refusal = await refuse(platform, site, context);
    if (refusal !== undefined) return refusal;
    return next();
  });

  api.post("/api/publish", async (context) => {
    const type = context.req.query("type") ?? "zip";
    if (type !== "zip") return context.text(`type "${type}" is not supported: the local Azure takes zip`, 400);
    if (/^true$/i.test(context.req.query("RemoteBuild") ?? "")) {
      return context.text("RemoteBuild is not supported: the local Azure takes a package that is ready to run", 400);
    }
    if (deployments.list(site.id)[0]?.status === DEPLOY_STATUS.deploying) {
      return context.text("There is a deployment currently in progress. Please try again when it completes.", 409);
    }
    const zip = await readPackage(context.req.raw);
    if (zip === undefined) return context.text(`the package is larger than ${PACKAGE_LIMIT_BYTES} bytes`, 413);
    const id = await deployments.begin(site.id);
    options.track(deploy(platform, site, options, id, zip));
    context.header("location", `https://${context.req.header("host")}/api/deployments/${id}`);
    return context.json(id, 202);
  });

  api.get("/api/deployments", (context) => context.json(deployments.list(site.id).map((one) => shown(site, one))));
  api.get("/api/deployments/:id", (context) => {
    const found = find(deployments, site, context.req.param("id"));
    return found === undefined ? context.notFound() : context.json(shown(site, found));
  });
  api.get("/api/deployments/:id/log", (context) => {
    const found = find(deployments, site, context.req.param("id"));
    if (found === undefined) return context.notFound();
    const log_time = found.ended ?? found.received;
    return context.json([
      { log_time, id: found.id, message: found.message, type: found.status === DEPLOY_STATUS.failed ? 2 : 0 },
    ]);
  });

  const logs = (functionName?: string): Response => {
    const wanted = functionName === undefined ? {} : { functionName };
    const lines = logStream(options.journal, { clock: platform.clock, settings: site.settings, ...wanted });
    return new Response(lines, { headers: { "content-type": "text/plain", "cache-control": "no-cache" } });
  };
  api.on("GET", ["/logstream", "/api/logstream", "/api/logstream/application"], () => logs());
  api.get("/api/logstream/application/functions/function/:name", (context) => logs(context.req.param("name")));

  api.all("/api/zipdeploy", (context) =>
    context.text("/api/zipdeploy is not supported for Flex Consumption sites: use /api/publish", 404),
  );
  api.notFound((context) => context.text(`${context.req.path}: not found`, 404));
  return api;
}

const find = (deployments: Deployments, site: Site, id: string): Deployment | undefined => {
  const all = deployments.list(site.id);
  return id === "latest" ? all[0] : all.find((deployment) => deployment.id === id);
};

const shown = (site: Site, { id, status, message, received, ended }: Deployment) => ({
  id,
  status,
  status_text: status === DEPLOY_STATUS.failed ? message : "",
  message,
  received_time: received,
  end_time: ended ?? null,
  complete: ended !== undefined,
  site_name: site.name,
});

async function readPackage(request: Request): Promise<Uint8Array | undefined> {
  try {
    return await readBody(request, PACKAGE_LIMIT_BYTES);
  } catch (error) {
    if (error instanceof BodyTooLarge) return undefined;
    throw error;
  }
}

async function refuse({ access }: Platform, site: Site, context: Context): Promise<Response | undefined> {
  try {
    const principal = await access.authenticate(context.req.header("authorization"), AUDIENCES);
    const { allowed } = access.authorize(principal, {
      operation: "Publish",
      scope: site.id,
      anyOf: [[action(PUBLISH)]],
    });
    return allowed
      ? undefined
      : context.text(
          `The client '${principal.id}' does not have authorization to perform action '${PUBLISH}' over scope '${site.id}'.`,
          403,
        );
  } catch (error) {
    if (error instanceof TokenError) {
      return context.text(`Unauthorized: ${error.reason}`, 401, { "www-authenticate": "Bearer" });
    }
    throw error;
  }
}

async function deploy(
  platform: Platform,
  site: Site,
  { deployments, onPublished }: PublishOptions,
  id: string,
  zip: Uint8Array,
): Promise<void> {
  const failure = await attempt(platform, site, id, zip);
  if (failure === undefined) await deployments.end(id, DEPLOY_STATUS.success, "Deployment successful.");
  else await deployments.end(id, DEPLOY_STATUS.failed, failure);
  platform.activities.record({
    service: "functions",
    what: failure === undefined ? "published" : "publish failed",
    target: site.id,
    subject: id,
    status: failure === undefined ? 200 : 400,
    ...(failure === undefined ? {} : { note: failure }),
  });
  if (failure === undefined) onPublished(site);
}

/** @returns why it failed. */
async function attempt(platform: Platform, site: Site, id: string, zip: Uint8Array): Promise<string | undefined> {
  const { misbehaviours } = platform;
  try {
    checkPackage(zip);
    if (misbehaviours.strikes("publish-403", site.id)) return FORBIDDEN;
    await uploadPackage(platform, site, zip);
    if (misbehaviours.strikes("deployment-fails", site.id)) {
      // As quoted in https://github.com/Azure/azure-cli/issues/33184.
      return `[KuduSpecializer] Kudu has been restarted after package deployed for deployment ${id}. Kudu Restart Count: 1.`;
    }
    return undefined;
  } catch (error) {
    if (error instanceof BlobError && error.status === 403) return FORBIDDEN;
    return error instanceof Error ? error.message : String(error);
  }
}
