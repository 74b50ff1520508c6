import { keyOf } from "../shared/arm-id.js";
import type { Resource } from "../shared/resource.js";
import type { Platform } from "../shared/service.js";
import { SERVICE } from "./constants.js";
import { expirationOf } from "./expiration-time.js";
import { SUBSCRIPTION_TYPES } from "./subscription.js";

/**
 * Removes subscriptions when their time has come, with what waits for them: nobody has to clean up after them.
 *
 * @see https://learn.microsoft.com/azure/event-grid/concepts#event-subscription-expiration
 */
export class Expirations {
  /** By key of the subscription. */
  readonly #timers = new Map<string, () => void>();
  #started = false;

  /** @param remove ends deliveries to a subscription, as its deletion does. */
  constructor(
    private readonly platform: Pick<Platform, "clock" | "resources" | "activities">,
    private readonly remove: (resource: Resource) => Promise<void>,
  ) {
    platform.resources.onChange(({ kind, resource }) => {
      if (!SUBSCRIPTION_TYPES.some((type) => type.toLowerCase() === resource.type.toLowerCase())) return;
      this.#cancel(resource);
      if (kind === "put" && this.#started) this.#arm(resource);
    });
  }

  /** Takes up what was declared in earlier runs; what has ended meanwhile is gone afterwards. */
  async start(): Promise<void> {
    this.#started = true;
    const now = this.platform.clock.now().getTime();
    for (const resource of SUBSCRIPTION_TYPES.flatMap((type) => this.platform.resources.list(type))) {
      const at = expirationOf(resource.inputs);
      if (at !== undefined && at <= now) await this.#expire(resource);
      else this.#arm(resource);
    }
  }

  stop(): void {
    this.#started = false;
    for (const cancel of this.#timers.values()) cancel();
    this.#timers.clear();
  }

  #arm(resource: Resource): void {
    const at = expirationOf(resource.inputs);
    if (at === undefined) return;
    const left = Math.max(0, at - this.platform.clock.now().getTime());
    this.#timers.set(
      keyOf(resource.id),
      this.platform.clock.after(left, () => {
        this.#expire(resource).catch((error: Error) =>
          this.#record(resource, "failed", `it has expired, and could not be removed: ${error.message}`),
        );
      }),
    );
  }

  async #expire(resource: Resource): Promise<void> {
    await this.remove(resource);
    await this.platform.resources.delete(resource);
    this.#record(resource, "expired", `its time ended at ${String(resource.inputs.expirationTimeUtc)}`);
  }

  #cancel({ id }: Resource): void {
    this.#timers.get(keyOf(id))?.();
    this.#timers.delete(keyOf(id));
  }

  #record({ id: target }: Resource, what: string, note: string): void {
    this.platform.activities.record({ service: SERVICE, what, target, note });
  }
}
