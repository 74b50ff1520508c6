import { randomUUID } from "node:crypto";
import { EventGridPublisherClient } from "@azure/eventgrid";
import { DefaultAzureCredential } from "@azure/identity";
import type { EventType, OnEvent } from "../../../contracts/index.js";
import { checkData } from "../../publish/check-data.js";
import { SOURCE } from "../../publish/to-send.js";
import type { Station } from "../station.js";
import type { Surroundings } from "../surroundings.js";
import { invocation } from "./invocation.js";

/** What no contract of an event is likely to take all of. */
const UNLIKELY = [{}, "", 0, null, []];

/** An example of the event is published, delivered and handled. */
export const event = (surroundings: Surroundings, app: string, fn: string, on: OnEvent): Station => ({
  name: `${fn} handles ${on.event.type}`,
  pass: () => publishTo(surroundings, app, fn, on, checkData(on.event, undefined).data),
});

/**
 * An event whose data does not fit the contract is delivered, and set aside.
 *
 * @returns undefined when everything fits it.
 */
export function misfit(surroundings: Surroundings, app: string, fn: string, on: OnEvent): Station | undefined {
  const data = UNLIKELY.find((one) => !on.event.data.safeParse(one).success);
  if (data === undefined) return undefined;
  return {
    name: `${fn} sets aside what is no ${on.event.type}`,
    pass: () => publishTo(surroundings, app, fn, on, data),
  };
}

async function publishTo(surroundings: Surroundings, app: string, fn: string, on: OnEvent, data: unknown) {
  const since = new Date();
  const subject = await send(surroundings, on, data);
  return invocation(surroundings, { app, fn, since, subject });
}

/** @returns the event's id. */
export async function send(
  { outputs }: Surroundings,
  { event: { type }, delivery }: { readonly event: EventType; readonly delivery: OnEvent["delivery"] },
  data: unknown,
): Promise<string> {
  const id = randomUUID();
  const client = new EventGridPublisherClient(outputs.topicEndpoint, "CloudEvent", new DefaultAzureCredential());
  const subject = `${delivery.subjectBeginsWith}${delivery.subjectEndsWith}`;
  await client.send([{ id, type, source: SOURCE, data, ...(subject === "" ? {} : { subject }) }]);
  return id;
}
