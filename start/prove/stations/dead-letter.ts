import { randomBytes } from "node:crypto";
import type { OnEvent } from "../../../contracts/index.js";
import type { AuditedIdentity } from "../../../local/authorization/audit.js";
import { checkData } from "../../publish/check-data.js";
import { siteOf } from "../../site.js";
import { nextDecision } from "../next-decision.js";
import { sighting } from "../sighting.js";
import type { Station } from "../station.js";
import { type Surroundings, urlOf } from "../surroundings.js";
import { send } from "./event.js";

/** Event Grid keeps a letter for five minutes: https://learn.microsoft.com/azure/event-grid/delivery-and-retry */
const WAIT_MS = 6 * 60_000;
const MASTER_KEY = "_master";

/**
 * An event that its subscriber refuses is written as a dead letter. The refusal is a 401, which Event Grid does not try
 * again: the keys of the subscriber's host are other ones for that moment. The wait is over at once, by the clock of
 * the local Azure.
 */
export function deadLetter(
  surroundings: Surroundings,
  identity: Pick<AuditedIdentity, "principalId" | "name">,
  app: string,
  on: OnEvent,
): Station {
  const { control } = surroundings;
  return {
    name: `an event that ${app} refuses is written as a dead letter`,
    async pass() {
      const putBack = await changeKeys(surroundings, app);
      try {
        const sent = new Date();
        const id = await send(surroundings, on, checkData(on.event, undefined).data);
        await sighting(
          control,
          `Event Grid gives up an event that ${app} refuses`,
          sent,
          ({ what, subject }) => what === "given-up" && subject === id,
        );
      } finally {
        await putBack();
      }
      const since = (await control.clock()).now;
      await control.advance(WAIT_MS);
      const decision = await nextDecision(control, identity, "Put Blob", since);
      return decision === "allowed" ? undefined : { what: "the dead letter is not written" };
    },
  };
}

/**
 * Gives a host other keys in place of those that Event Grid may have.
 *
 * @returns puts the old ones back.
 * @see https://learn.microsoft.com/azure/azure-functions/function-keys-how-to#use-the-key-management-apis
 */
async function changeKeys(surroundings: Surroundings, app: string): Promise<() => Promise<void>> {
  const url = urlOf(surroundings, app);
  const { masterKey, systemKeys } = await surroundings.control.keys(siteOf(url));
  const other = randomBytes(32).toString("base64url");
  await setKeys(
    url,
    masterKey,
    [...Object.keys(systemKeys), MASTER_KEY].map((name) => [name, other] as const),
  );
  return () => setKeys(url, other, [...Object.entries(systemKeys), [MASTER_KEY, masterKey]]);
}

/** The master key last: it opens the door to the others. */
async function setKeys(url: string, master: string, keys: readonly (readonly [string, string])[]): Promise<void> {
  for (const [name, value] of keys) {
    const response = await fetch(`${url}/admin/host/systemkeys/${name}`, {
      method: "PUT",
      headers: { "content-type": "application/json", "x-functions-key": master },
      body: JSON.stringify({ name, value }),
    });
    if (!response.ok) throw new Error(`setting the key ${name} of ${url} was answered with ${response.status}`);
  }
}
