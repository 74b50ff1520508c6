import { apps } from "../../contracts/apps/index.js";
import type { App, OnEvent, Trigger } from "../../contracts/index.js";
import type { AuditedIdentity } from "../../local/authorization/audit.js";
import { typeOf } from "../../local/shared/arm-id.js";
import { siteOf } from "../site.js";
import type { Station } from "./station.js";
import { deadLetter } from "./stations/dead-letter.js";
import { event, misfit } from "./stations/event.js";
import { http } from "./stations/http.js";
import { ship } from "./stations/ship.js";
import { telemetry } from "./stations/telemetry.js";
import { timer } from "./stations/timer.js";
import type { Surroundings } from "./surroundings.js";

/** The apps whose site can be an identity. */
export const appsOf = ({ attachedTo }: AuditedIdentity, { outputs }: Surroundings): App[] =>
  apps.filter(({ name }) =>
    attachedTo.some((id) => id.endsWith(`/sites/${siteOf(outputs.apps[name] ?? "http://nowhere")}`)),
  );

/** All stations that an identity has to pass, by the manifests; none for one that nothing can be. */
export function stationsOf(identity: AuditedIdentity, surroundings: Surroundings): Station[] {
  const isTopics = identity.attachedTo.some((id) => typeOf(id) === "Microsoft.EventGrid/topics");
  return [
    ...appsOf(identity, surroundings).flatMap((app) => appStations(app, identity, surroundings)),
    ...(isTopics ? topicStations(identity, surroundings) : []),
  ];
}

/** Code first: a host that has just started has nothing in its memory that would help it past a missing grant. */
function appStations(app: App, identity: AuditedIdentity, surroundings: Surroundings): Station[] {
  const functions = Object.entries(app.functions);
  const handling = functions.map(([fn, on]) => functionStation(surroundings, app.name, fn, on));
  const setting = eventFunctions(app).flatMap(([fn, on]) => misfit(surroundings, app.name, fn, on) ?? []);
  const [stir] = handling;
  return [
    ship(surroundings, app.name),
    ...handling,
    ...setting,
    ...(stir === undefined ? [] : [telemetry(surroundings, app.name, identity, stir)]),
  ];
}

function functionStation(surroundings: Surroundings, app: string, fn: string, on: Trigger): Station {
  switch (on.trigger) {
    case "event":
      return event(surroundings, app, fn, on);
    case "http":
      return http(surroundings, app, fn, on);
    case "timer":
      return timer(surroundings, app, fn);
  }
}

/** One subscriber is enough: all subscriptions set aside as the same identity, in the same container. */
function topicStations(identity: AuditedIdentity, surroundings: Surroundings): Station[] {
  const [first] = apps.flatMap((app) => eventFunctions(app).map(([, on]) => ({ app, on })));
  return first === undefined ? [] : [deadLetter(surroundings, identity, first.app.name, first.on)];
}

const eventFunctions = ({ functions }: App): [string, OnEvent][] =>
  Object.entries(functions).flatMap(([fn, on]) => (on.trigger === "event" ? [[fn, on] as [string, OnEvent]] : []));
