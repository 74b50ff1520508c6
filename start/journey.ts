import type { Activity } from "../local/shared/activity.js";
import { eventStepOf } from "./events/event-step.js";

/** The stations of a name, in order of travel. `delivered`, `recorded` and `counted` each follow from `published`. */
export const STATIONS = ["published", "delivered", "recorded", "counted"] as const;
export type Station = (typeof STATIONS)[number];

/** One name on its way: when it passed which station. The event's id is the name's. */
export interface Journey {
  readonly id: string;
  readonly passed: Partial<Record<Station, Date>>;
}

/** Which activities of the local Azure mean that a name passed a station. */
export interface Landmarks {
  /** Container of the recorder's blobs. */
  readonly container: string;
  /** Name of the app whose delivery means that a name is counted. */
  readonly counter: string;
}

/** A name at a station. */
interface Step {
  readonly id: string;
  readonly station: Station;
  readonly at: Date;
}

/** Follows names through the system by the activities of the local Azure. */
export class Journeys {
  readonly #journeys = new Map<string, Journey>();

  constructor(private readonly landmarks: Landmarks) {}

  /**
   * Takes up an activity.
   *
   * @returns the journey that it moved on, and the station; nothing when it moved none.
   */
  observe(activity: Activity): { readonly journey: Journey; readonly station: Station } | undefined {
    const step = this.#stepOf(activity);
    if (step === undefined) return undefined;
    const journey = this.#journeys.get(step.id) ?? { id: step.id, passed: {} };
    this.#journeys.set(step.id, journey);
    if (journey.passed[step.station] !== undefined) return undefined;
    journey.passed[step.station] = step.at;
    return { journey, station: step.station };
  }

  all(): Journey[] {
    return [...this.#journeys.values()];
  }

  complete(): Journey[] {
    return this.all().filter(isComplete);
  }

  /** The first name that did not go all the way, and the station that it did not reach. */
  firstLost(): { readonly id: string; readonly station: Station } | undefined {
    const journey = this.all().find((one) => !isComplete(one));
    const station = journey && STATIONS.find((name) => journey.passed[name] === undefined);
    return journey && station && { id: journey.id, station };
  }

  #stepOf(activity: Activity): Step | undefined {
    const { counter, container } = this.landmarks;
    const step = eventStepOf(activity);
    if (step?.subject === undefined) return undefined;
    const { at, subject, what, ms = 0 } = step;
    switch (what) {
      case "published":
        return { id: subject, station: "published", at };
      case "handled":
      case "failed":
        // The function got the name when it began to run.
        return this.#isKnown(subject, "delivered", new Date(at.getTime() - ms));
      case "delivered":
        return step.app === counter ? this.#isKnown(subject, "counted", at) : undefined;
      case "blob written":
        return step.resource === container ? this.#isKnown(subject.replace(/\.txt$/, ""), "recorded", at) : undefined;
      default:
        return undefined;
    }
  }

  /** Other things are invoked and written as well: only what was published is a name. */
  #isKnown(id: string, station: Station, at: Date): Step | undefined {
    return this.#journeys.has(id) ? { id, station, at } : undefined;
  }
}

/** Whether it passed every station. */
export const isComplete = ({ passed }: Journey): boolean => STATIONS.every((station) => passed[station] !== undefined);

/** Milliseconds from publishing to the last station passed. */
export function latencyOf({ passed }: Journey): number {
  const times = Object.values(passed).map((at) => at.getTime());
  return Math.max(...times) - (passed.published?.getTime() ?? Math.min(...times));
}

/** Middle of the values; 0 of none. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}
