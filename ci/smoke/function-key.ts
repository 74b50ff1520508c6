import type { TokenCredential } from "@azure/identity";
import type { Http } from "../../infra/shipping/http.js";
import { NotYet } from "./until.js";

const ARM = "https://management.azure.com";
const API_VERSION = "2025-03-01";
const TIMEOUT_MS = 30_000;

/** A function app in Azure. */
export interface Site {
  readonly subscriptionId: string;
  readonly resourceGroup: string;
  readonly name: string;
}

/**
 * The key that every function of an app takes, asked of Azure Resource Manager: who deploys may
 * (`Microsoft.Web/sites/host/listkeys/action`, part of Contributor), who only looks may not.
 *
 * @throws NotYet while the host has none; an error that names the right when it is refused. The answer in it is not masked.
 * @see https://learn.microsoft.com/rest/api/appservice/web-apps/list-host-keys
 */
export async function functionKey(site: Site, credential: TokenCredential, call: Http): Promise<string> {
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
  const { functionKeys } = JSON.parse(await answer.text()) as { functionKeys?: Readonly<Record<string, string>> };
  const key = functionKeys?.default;
  if (!key) throw new NotYet("the host has made no function key yet");
  return key;
}
