import type { Activities } from "../shared/activity.js";
import type { Clock } from "../shared/clock.js";
import { MISBEHAVIOURS, type MisbehaviourName, type Misbehaviours } from "../shared/misbehaviour.js";

/** An hour late, or so many times, is as bad as it gets. */
export const MOST = 3600;

/**
 * What the local Azure was told to do badly. In memory alone: one that is started again behaves well.
 *
 * Each misbehaviour that shows is an activity `misbehaved`, with the name as its subject.
 */
export class MisbehaviourSettings implements Misbehaviours {
  readonly #numbers = new Map<MisbehaviourName, number>();

  constructor(
    private readonly clock: Clock,
    private readonly activities: Pick<Activities, "record">,
  ) {}

  /**
   * @param number seconds or times, from 0 (good again) to {@link MOST}.
   * @throws when name or number are none.
   */
  set(name: string, number: number): void {
    if (!isName(name)) {
      throw new Error(`no misbehaviour "${name}": expected one of ${Object.keys(MISBEHAVIOURS).join(", ")}`);
    }
    if (!Number.isInteger(number) || number < 0 || number > MOST) {
      const { unit } = MISBEHAVIOURS[name];
      throw new Error(`${name} ${number}: expected a whole number of ${unit} from 0 to ${MOST}`);
    }
    this.#numbers.set(name, number);
  }

  /** Behaves well again. */
  clear(): void {
    this.#numbers.clear();
  }

  /** The number that each has now: of times, those that are left. */
  numbers(): Record<MisbehaviourName, number> {
    const names = Object.keys(MISBEHAVIOURS) as MisbehaviourName[];
    return Object.fromEntries(names.map((name) => [name, this.#numbers.get(name) ?? 0])) as Record<
      MisbehaviourName,
      number
    >;
  }

  strikes(name: MisbehaviourName, target: string): boolean {
    const left = this.#numbers.get(name) ?? 0;
    if (left === 0) return false;
    this.#numbers.set(name, left - 1);
    this.#tell(name, target, `${left - 1} more`);
    return true;
  }

  leftMs(name: MisbehaviourName, since: Date, target: string): number {
    const lateMs = (this.#numbers.get(name) ?? 0) * 1000;
    const leftMs = Math.max(0, since.getTime() + lateMs - this.clock.now().getTime());
    if (leftMs > 0) this.#tell(name, target, `${leftMs} ms more`);
    return leftMs;
  }

  #tell(name: MisbehaviourName, target: string, note: string): void {
    this.activities.record({ service: "azure", what: "misbehaved", subject: name, target, note });
  }
}

const isName = (name: string): name is MisbehaviourName => Object.hasOwn(MISBEHAVIOURS, name);
