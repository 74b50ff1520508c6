import type { TokenCredential } from "@azure/identity";
import type { Http } from "../../infra/shipping/http.js";
import { hostKeys, type Site } from "./host-keys.js";
import { NotYet } from "./until.js";

/**
 * The key that every function of an app takes.
 *
 * @throws NotYet while the host has none; an error that names the right when it is refused. The answer in it is not masked.
 */
export async function functionKey(site: Site, credential: TokenCredential, call: Http): Promise<string> {
  const { functionKeys } = await hostKeys(site, credential, call);
  const key = functionKeys?.default;
  if (!key) throw new NotYet("the host has made no function key yet");
  return key;
}
