import type { Clock } from "../../shared/clock.js";
import type { FunctionDefinition, TimerTrigger } from "../host/function-definition.js";
import type { Invoker } from "../host/invoker.js";
import type { Listener } from "../host/listener.js";
import type { RetryPolicy } from "../host/retry-policy.js";
import { runWithRetries } from "../host/run-with-retries.js";
import type { AppJournal } from "../telemetry/app-journal.js";
import { dotNetTime } from "./dot-net-time.js";
import { pastDue } from "./past-due.js";
import type { TimerStatus, TimerStatusStore } from "./timer-status.js";

/** Timers of Node hold 24 days; a longer wait is made of several. */
const LONGEST_WAIT_MS = 24 * 24 * 3_600_000;
/** How many occurrences are told when it starts. */
const TOLD = 5;

export interface TimerOptions {
  readonly definition: FunctionDefinition;
  readonly trigger: TimerTrigger;
  readonly invoker: Invoker;
  readonly clock: Clock;
  readonly journal: AppJournal;
  readonly retry: RetryPolicy | undefined;
  /** Given when occurrences missed are to be made up for. */
  readonly status?: TimerStatusStore;
}

/**
 * Runs a function by its schedule, one run at a time; a failed run does not stop the schedule. An occurrence that fell
 * due during a run comes right after it.
 *
 * @see https://github.com/Azure/azure-webjobs-sdk-extensions/blob/dev/src/WebJobs.Extensions/Extensions/Timers/Listener/TimerListener.cs
 */
export class Timer implements Listener {
  readonly functionName: string;
  readonly #options: TimerOptions;
  #cancel: () => void = () => undefined;
  #stop = new AbortController();
  #run: Promise<void> = Promise.resolve();
  #status: TimerStatus | undefined;

  constructor(options: TimerOptions) {
    this.functionName = options.definition.name;
    this.#options = options;
  }

  /** Makes up for what was missed, or runs at once if the function wants that, and then by the schedule. */
  async start(): Promise<void> {
    const { trigger, clock, status } = this.#options;
    const stop = new AbortController();
    this.#stop = stop;
    const { isNew, isPastDue, ...found } = pastDue(await status?.read(), trigger.schedule, clock.now());
    if (isNew && found.status !== undefined) await status?.write(found.status);
    if (stop.signal.aborted) return;
    this.#status = found.status;
    this.#tellNext();
    if (isPastDue) this.#begin("pastDue");
    else if (trigger.runOnStartup) this.#begin("onStartup");
    else this.#wait();
  }

  async stop(): Promise<void> {
    this.#stop.abort();
    this.#cancel();
    await this.#run;
  }

  /** Runs it now, besides the schedule. */
  async runNow(): Promise<void> {
    this.#status ??= await this.#options.status?.read();
    await this.#invoke(false, this.#stop.signal);
  }

  #wait(): void {
    const { clock } = this.#options;
    if (this.#stop.signal.aborted || this.#status === undefined) return;
    const ms = Date.parse(this.#status.next) - clock.now().getTime();
    // Timers may be early by a little, and long waits come in parts.
    if (ms <= 0) this.#begin("scheduled");
    else this.#cancel = clock.after(Math.min(ms, LONGEST_WAIT_MS), () => this.#wait());
  }

  #begin(why: "pastDue" | "onStartup" | "scheduled"): void {
    const { signal } = this.#stop;
    if (why !== "scheduled") {
      const because = why === "pastDue" ? "past due on startup" : "configured to run on startup";
      this.#tell("information", `Function '${this.functionName}' is ${because}. Executing now.`);
    }
    this.#run = this.#once(why === "pastDue", signal).then(() => {
      if (!signal.aborted) this.#wait();
    });
  }

  async #once(isPastDue: boolean, signal: AbortSignal): Promise<void> {
    const began = this.#options.clock.now();
    await this.#invoke(isPastDue, signal);
    await this.#keep(began);
  }

  async #invoke(isPastDue: boolean, signal: AbortSignal): Promise<void> {
    const { definition, invoker, clock, journal, retry, status } = this.#options;
    const { last: Last, next: Next, lastUpdated: LastUpdated } = this.#status ?? {};
    const data = {
      json: JSON.stringify({
        Schedule: { AdjustForDST: true },
        ScheduleStatus: status === undefined || Last === undefined ? null : { Last, Next, LastUpdated },
        IsPastDue: isPastDue,
      }),
    };
    await runWithRetries((context) => invoker.invoke({ definition, data, ...context }), {
      policy: retry,
      clock,
      signal,
      onRetry: (text) => journal.host("information", `Function.${definition.name}`, text),
    });
  }

  /** A status that cannot be kept is told, and does not stop the schedule. */
  async #keep(began: Date): Promise<void> {
    const { status, trigger } = this.#options;
    const next = trigger.schedule.next(began);
    const time = dotNetTime(began);
    this.#status = next && { last: time, next: dotNetTime(next), lastUpdated: time };
    if (this.#status === undefined) return;
    try {
      await status?.write(this.#status);
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      this.#tell("error", `The status of timer '${this.functionName}' could not be kept: ${why}`);
    }
  }

  #tellNext(): void {
    const { schedule } = this.#options.trigger;
    const times: string[] = [];
    for (let at = this.#options.clock.now(); times.length < TOLD; ) {
      const next = schedule.next(at);
      if (next === undefined) break;
      times.push(next.toISOString().replace(".000Z", "Z"));
      at = next;
    }
    const told = times.length === 0 ? "none" : times.join(", ");
    this.#tell(
      "information",
      `The next occurrences of the '${this.functionName}' schedule (${schedule.text}): ${told}`,
    );
  }

  #tell(level: "information" | "error", text: string): void {
    this.#options.journal.host(level, `Function.${this.functionName}`, text);
  }
}
