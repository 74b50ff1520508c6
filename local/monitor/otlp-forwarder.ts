import type { Platform } from "../shared/service.js";
import { SERVICE } from "./constants.js";
import { toOtlp } from "./otlp.js";
import type { Telemetry } from "./telemetry-store.js";

/** Pieces that wait; what comes beyond is dropped and counted. */
const MOST_WAITING = 2_000;
const EVERY_MS = 1_000;
const TIMEOUT_MS = 5_000;

/**
 * Sends what was ingested to an endpoint of OTLP over HTTP as well. It stops nobody: what cannot be sent is dropped,
 * counted, and told once.
 */
export class OtlpForwarder {
  #waiting: Telemetry[] = [];
  #dropped = 0;
  #refusal: string | undefined;
  #cancel: (() => void) | undefined;
  #sending: Promise<void> | undefined;

  /** @param endpoint base URL, below which the signals have their paths: e.g. `http://127.0.0.1:4318`. */
  constructor(
    private readonly platform: Pick<Platform, "activities" | "clock">,
    private readonly endpoint: string,
  ) {}

  /** How many pieces were not sent. */
  get dropped(): number {
    return this.#dropped;
  }

  add(pieces: readonly Telemetry[]): void {
    const room = Math.max(0, MOST_WAITING - this.#waiting.length);
    this.#waiting.push(...pieces.slice(0, room));
    this.#dropped += Math.max(0, pieces.length - room);
    this.#cancel ??= this.platform.clock.after(EVERY_MS, () => void this.flush());
  }

  /** Sends what waits, one request after the other; resolves when that was done, or has failed. */
  flush(): Promise<void> {
    this.#cancel?.();
    this.#cancel = undefined;
    this.#sending ??= this.#sendAll().finally(() => {
      this.#sending = undefined;
    });
    return this.#sending;
  }

  async #sendAll(): Promise<void> {
    while (this.#waiting.length > 0) {
      const pieces = this.#waiting;
      this.#waiting = [];
      await this.#send(pieces);
    }
  }

  async #send(pieces: readonly Telemetry[]): Promise<void> {
    const requests = [...toOtlp(pieces)];
    const refusals = await Promise.all(requests.map(([signal, request]) => this.#post(signal, request)));
    const refusal = refusals.find((one) => one !== undefined);
    if (refusal !== undefined) this.#dropped += pieces.length;
    this.#tell(refusal);
  }

  /** @returns why it was not taken. */
  async #post(signal: string, request: object): Promise<string | undefined> {
    try {
      const answer = await fetch(`${this.endpoint.replace(/\/+$/, "")}/v1/${signal}`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify(request),
        signal: AbortSignal.timeout(TIMEOUT_MS),
      });
      await answer.arrayBuffer();
      return answer.ok ? undefined : `${signal}: status ${answer.status}`;
    } catch (error) {
      return `${signal}: ${error instanceof Error ? error.message : String(error)}`;
    }
  }

  /** One record for each change: an endpoint that is away would fill the record otherwise. */
  #tell(refusal: string | undefined): void {
    if (refusal === this.#refusal) return;
    this.#refusal = refusal;
    this.platform.activities.record({
      service: SERVICE,
      what: refusal === undefined ? "otlp accepted" : "otlp refused",
      target: this.endpoint,
      note:
        refusal === undefined ? "Telemetry is taken again." : `Telemetry was not taken: ${refusal}. All else goes on.`,
    });
  }
}
