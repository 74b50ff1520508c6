import type { TokenCredential } from "@azure/identity";
import { NotYet } from "../../ci/smoke/until.js";
import type { Http } from "../../infra/shipping/http.js";

const ARM = "https://management.azure.com";
const API_VERSION = "2025-03-01";
const TIMEOUT_MS = 30_000;

/** A function app in Azure. */
export interface Site {
  readonly subscriptionId: string;
  readonly resourceGroup: string;
  readonly name: string;
}

/** Keys of a host, as far as they are used here. */
export interface HostKeys {
  /** They open the webhooks of one extension each. */
  readonly systemKeys?: Readonly<Record<string, string>>;
}

/**
 * The keys of an app's host, asked of Azure Resource Manager: who deploys may
 * (`Microsoft.Web/sites/host/listkeys/action`, part of Contributor), who only looks may not.
 *
 * @throws NotYet while the host is not up; an error that names the right when it is refused. The answer in it is not masked.
 * @see https://learn.microsoft.com/rest/api/appservice/web-apps/list-host-keys
 */
export async function hostKeys(site: Site, credential: TokenCredential, call: Http): Promise<HostKeys> {
  const token = await credential.getToken(`${ARM}/.default`);
  if (token === null) throw new Error("this login gives no token for Azure Resource Manager");
  const { subscriptionId, resourceGroup, name } = site;
  const id = `subscriptions/${subscriptionId}/resourceGroups/${resourceGroup}/providers/Microsoft.Web/sites/${name}`;
  const answer = await call(`${ARM}/${id}/host/default/listkeys?api-version=${API_VERSION}`, {
    method: "POST",
    headers: { authorization: `Bearer ${token.token}` },
    timeoutMs: TIMEOUT_MS,
  });
  const { status } = answer;
  if (status === 401 || status === 403)
    throw new Error(
      `Azure Resource Manager answers ${status}: this login needs Microsoft.Web/sites/host/listkeys/action on ${resourceGroup}, which Contributor has. ${await answer.text()}`,
    );
  if (status !== 200) throw new NotYet(`Azure Resource Manager answers ${status}`);
  return JSON.parse(await answer.text()) as HostKeys;
}
