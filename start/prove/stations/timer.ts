import { siteOf } from "../../site.js";
import type { Station } from "../station.js";
import { type Surroundings, urlOf } from "../surroundings.js";
import { invocation } from "./invocation.js";

/**
 * A run by hand, whatever its schedule.
 *
 * @see https://learn.microsoft.com/azure/azure-functions/functions-manually-run-non-http
 */
export function timer(surroundings: Surroundings, app: string, fn: string): Station {
  const url = urlOf(surroundings, app);
  return {
    name: `${fn} runs by its timer`,
    async pass() {
      const { masterKey } = await surroundings.control.keys(siteOf(url));
      const since = new Date();
      const response = await fetch(`${url}/admin/functions/${fn}`, {
        method: "POST",
        headers: { "content-type": "application/json", "x-functions-key": masterKey },
        body: JSON.stringify({ input: "" }),
      });
      if (!response.ok) return { what: `${fn} cannot be run`, why: `status ${response.status}` };
      return invocation(surroundings, { app, fn, since });
    },
  };
}
