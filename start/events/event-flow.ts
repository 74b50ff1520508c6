import { apps } from "../../contracts/apps/index.js";
import type { App } from "../../contracts/index.js";
import type { Activity } from "../../local/shared/activity.js";
import { type EventStep, eventStepOf } from "./event-step.js";

/** Which steps to show; all of what is given must fit. */
export interface FlowFilter {
  /** Beginning of the event's id. */
  readonly id?: string;
  /** CloudEvents type. */
  readonly type?: string;
  /** What this app publishes, handles and writes. */
  readonly app?: App;
}

/** A step whose event is known. */
export interface KnownStep extends Omit<EventStep, "subject"> {
  /** The event's id; nothing for what cannot be tied to one event: a row of a table, a blob whose name has no id. */
  readonly id?: string;
  /** Name of the blob that was written. */
  readonly blob?: string;
}

/** Follows events of every kind by the activities of the local Azure. Memory: an id and a type for each event. */
export class EventFlow {
  readonly #typeOf = new Map<string, string | undefined>();

  constructor(private readonly filter: FlowFilter) {}

  /** Takes up an activity. @returns the step that it is; nothing when it is none, or does not fit the filter. */
  observe(activity: Activity): KnownStep | undefined {
    const step = eventStepOf(activity);
    const known = step && this.#know(step);
    return known !== undefined && this.#fits(known) ? known : undefined;
  }

  /** Other things are invoked and written as well: timers, requests, the blobs of the platform. */
  #know({ subject, ...step }: EventStep): KnownStep | undefined {
    switch (step.what) {
      case "table written":
        return apps.some((app) => writes(app, step.resource ?? "")) ? step : undefined;
      case "blob written": {
        if (!apps.some((app) => writes(app, step.resource ?? ""))) return undefined;
        const id = idsIn(subject ?? "").find((one) => this.#typeOf.has(one));
        return { ...step, ...(id === undefined ? {} : this.#event(id)), blob: subject ?? "" };
      }
      case "handled":
      case "failed":
        if (step.type === undefined && !this.#typeOf.has(subject ?? "")) return undefined;
    }
    const id = subject ?? "";
    this.#typeOf.set(id, step.type ?? this.#typeOf.get(id));
    return { ...step, ...this.#event(id) };
  }

  #event(id: string): { readonly id: string; readonly type?: string } {
    const type = this.#typeOf.get(id);
    return { id, ...(type === undefined ? {} : { type }) };
  }

  #fits({ id, type, app, resource }: KnownStep): boolean {
    const { filter } = this;
    if (filter.id !== undefined && id?.startsWith(filter.id) !== true) return false;
    if (filter.type !== undefined && type !== filter.type) return false;
    if (filter.app === undefined) return true;
    if (app !== undefined) return app === filter.app.name;
    return resource === undefined ? eventTypesOf(filter.app).has(type ?? "") : writes(filter.app, resource);
  }
}

/** Where a blob's name can hold an event's id: all of it, or a part between slashes, with or without an ending. */
const idsIn = (blob: string): string[] =>
  [blob, ...blob.split("/")].flatMap((part) => [part, part.replace(/\.[^.]*$/, "")]);

function eventTypesOf({ functions, needs }: App): Set<string> {
  const handled = Object.values(functions).flatMap((on) => (on.trigger === "event" ? [on.event.type] : []));
  const published = Object.values(needs).flatMap((need) =>
    need.kind === "publish" ? need.events.map(({ type }) => type) : [],
  );
  return new Set([...handled, ...published]);
}

/** By its manifest. */
const writes = ({ needs }: App, resource: string): boolean =>
  Object.values(needs).some((need) => need.kind !== "publish" && need.resource.name === resource);
