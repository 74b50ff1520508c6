import { DefaultAzureCredential } from "@azure/identity";
import { bundle } from "../../../functions/bundle.js";
import { outside } from "../../../infra/shipping/outside.js";
import type { Patience } from "../../../infra/shipping/patience.js";
import { publish } from "../../../infra/shipping/publish.js";
import { siteOf } from "../../site.js";
import { sighting } from "../sighting.js";
import type { Station } from "../station.js";
import { type Surroundings, urlOf } from "../surroundings.js";

const MANAGEMENT = "https://management.azure.com/.default";
/** Long enough for a deployment that was just accepted, and too short to wait for a grant. */
const ONCE: Patience = { firstDelayMs: 2, longestDelayMs: 2, totalMs: 1 };

/** The app's code is shipped; its host starts anew on it, with its keys and none of what it had read before. */
export function ship(surroundings: Surroundings, app: string): Station {
  const site = siteOf(urlOf(surroundings, app));
  const credential = new DefaultAzureCredential();
  const token = async () => (await credential.getToken(MANAGEMENT)).token;
  return {
    name: `the code of ${app} is shipped and its host starts`,
    async pass() {
      const { zip } = await bundle(app);
      const since = new Date();
      const publication = { site, scmUrl: `https://${site}.scm.azurewebsites.net`, zip: zip(), token, patience: ONCE };
      const refusal = await publish(
        publication,
        outside(() => undefined),
      ).catch((error: Error) => error.message);
      if (refusal !== undefined) return { what: `the code of ${app} cannot be shipped`, why: refusal };
      const { what, note } = await sighting(
        surroundings.control,
        `the host of ${app} starts`,
        since,
        ({ service, what, target }) =>
          service === "functions" &&
          target.endsWith(`/sites/${site}`) &&
          ["started", "waiting", "crashed"].includes(what),
      );
      return what === "started" ? undefined : { what: `the host of ${app} does not start`, why: note ?? what };
    },
  };
}
