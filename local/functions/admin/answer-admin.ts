import type { FunctionHost } from "../host/function-host.js";
import type { HostKeys } from "../host/host-keys.js";
import { grantOf, presentedBy } from "../key-access.js";
import { decodePath } from "../triggers/decode-path.js";
import { type AdminRoute, noContent, UnsupportedMediaType } from "./admin-request.js";
import { FUNCTION_ROUTES } from "./function-routes.js";
import { HOST_ROUTES } from "./host-routes.js";
import { KEY_ROUTES } from "./key-routes.js";

const ROUTES: readonly AdminRoute[] = [...HOST_ROUTES, ...KEY_ROUTES, ...FUNCTION_ROUTES];

/**
 * The admin API of a host, for holders of the master key: 401 without a key of the host, 403 with another of its keys.
 *
 * @see https://github.com/Azure/azure-functions-host/tree/dev/src/WebJobs.Script.WebHost/Controllers
 */
export async function answerAdmin(request: Request, host: FunctionHost, keys: HostKeys): Promise<Response> {
  const path = decodePath(new URL(request.url).pathname).replace(/\/$/, "");
  for (const route of ROUTES) {
    const found = route.methods.includes(request.method) ? route.path.exec(path) : null;
    if (found === null) continue;
    if (route.isOpen !== true) {
      const grant = await grantOf(presentedBy(request), keys);
      if (grant?.level !== "admin") return noContent(grant === undefined ? 401 : 403);
    }
    return answer(route, request, host, keys, found.slice(1));
  }
  return noContent(404);
}

async function answer(
  route: AdminRoute,
  request: Request,
  host: FunctionHost,
  keys: HostKeys,
  names: readonly string[],
): Promise<Response> {
  try {
    return await route.answer({ request, host, keys, names });
  } catch (error) {
    if (error instanceof UnsupportedMediaType) return noContent(415);
    throw error;
  }
}
