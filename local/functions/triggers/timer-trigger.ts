import { type Clock, sleep } from "../../shared/clock.js";
import type { FunctionDefinition, TimerTrigger } from "../host/function-definition.js";
import type { Invoker } from "../host/invoker.js";
import type { AppJournal } from "../telemetry/app-journal.js";
import { retryDelay } from "./retry-delay.js";
import { NEVER, type TimerStatus, type TimerStatusStore } from "./timer-status.js";

/** Timers of Node hold 24 days; a longer wait is made of several. */
const LONGEST_WAIT_MS = 24 * 24 * 3_600_000;

export interface TimerOptions {
  readonly definition: FunctionDefinition;
  readonly trigger: TimerTrigger;
  readonly invoker: Invoker;
  readonly clock: Clock;
  readonly journal: AppJournal;
  /** Given when occurrences missed are to be made up for. */
  readonly status?: TimerStatusStore;
}

/**
 * Runs a function by its schedule, one run at a time; a failed run does not stop the schedule.
 *
 * @see https://github.com/Azure/azure-webjobs-sdk-extensions/blob/dev/src/WebJobs.Extensions/Extensions/Timers/Listener/TimerListener.cs
 */
export class Timer {
  readonly #options: TimerOptions;
  #cancel: () => void = () => undefined;
  #stopped = false;
  #status: TimerStatus | undefined;

  constructor(options: TimerOptions) {
    this.#options = options;
  }

  /** Makes up for what was missed, or runs at once if the function wants that, and then by the schedule. */
  async start(): Promise<void> {
    const { trigger, clock, journal, definition } = this.#options;
    const now = clock.now();
    this.#status = await this.#options.status?.read();
    const isPastDue = this.#status !== undefined && now.getTime() > Date.parse(this.#status.next);
    if (this.#stopped) return;
    if (isPastDue) {
      journal.host("information", `Function.${definition.name}`, `The '${definition.name}' timer is past due`);
      await this.#run(true);
    } else if (trigger.runOnStartup) {
      await this.#run(false);
    } else if (this.#status === undefined) {
      await this.#record(undefined);
    }
    this.#wait(trigger.schedule.next(clock.now()));
  }

  /** Runs it now, besides the schedule. */
  async runNow(): Promise<void> {
    await this.#invoke(false);
  }

  stop(): void {
    this.#stopped = true;
    this.#cancel();
  }

  #wait(next: Date | undefined): void {
    if (this.#stopped || next === undefined) return;
    const { clock } = this.#options;
    const ms = Math.max(0, next.getTime() - clock.now().getTime());
    this.#cancel = clock.after(Math.min(ms, LONGEST_WAIT_MS), () => {
      // Timers may be early by a little, and long waits come in parts.
      if (clock.now() < next) this.#wait(next);
      else this.#run(false).then(() => this.#wait(this.#options.trigger.schedule.next(clock.now())));
    });
  }

  async #run(isPastDue: boolean): Promise<void> {
    const began = this.#options.clock.now();
    await this.#invoke(isPastDue);
    await this.#record(began);
  }

  async #invoke(isPastDue: boolean): Promise<void> {
    const { definition, invoker, clock } = this.#options;
    const { retryOptions } = definition.metadata;
    const data = {
      json: JSON.stringify({
        Schedule: { AdjustForDST: true },
        ScheduleStatus: this.#scheduleStatus(),
        IsPastDue: isPastDue,
      }),
    };
    for (let retryCount = 0; !this.#stopped; retryCount++) {
      const retry =
        retryOptions === undefined || retryCount === 0
          ? {}
          : { retry: { retryCount, maxRetryCount: retryOptions.maxRetryCount } };
      const outcome = await invoker.invoke({ definition, data, ...retry });
      const delay = outcome.ok ? undefined : retryDelay(retryOptions, retryCount);
      if (delay === undefined) return;
      await sleep(clock, delay);
    }
  }

  #scheduleStatus(): unknown {
    if (this.#status === undefined) return null;
    const { last, next, lastUpdated } = this.#status;
    return { Last: last, Next: next, LastUpdated: lastUpdated };
  }

  /** A status that cannot be kept is told, and does not stop the schedule. */
  async #record(last: Date | undefined): Promise<void> {
    const { status, clock, trigger, journal, definition } = this.#options;
    const now = clock.now();
    const next = trigger.schedule.next(now);
    if (status === undefined || next === undefined) return;
    this.#status = {
      last: last?.toISOString() ?? NEVER,
      next: next.toISOString(),
      lastUpdated: (last ?? now).toISOString(),
    };
    try {
      await status.write(this.#status);
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      journal.host(
        "error",
        `Function.${definition.name}`,
        `The status of timer '${definition.name}' could not be kept: ${why}`,
      );
    }
  }
}
