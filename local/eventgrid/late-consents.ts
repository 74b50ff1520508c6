import { keyOf } from "../shared/arm-id.js";
import { AzureError } from "../shared/azure-error.js";
import { sleep } from "../shared/clock.js";
import { ProvisioningFailed } from "../shared/provisioning-failed.js";
import type { Properties, Resource } from "../shared/resource.js";
import type { Platform } from "../shared/service.js";
import { type ConsentOffer, consentOffer } from "./consent-offer.js";
import { ConsentStore, digestOf, isToken, type PendingConsent } from "./consent-store.js";
import { CONSENT_MS, MINUTE_MS, SERVICE } from "./constants.js";
import { type Asked, missedConsent } from "./handshake-refusal.js";
import { AWAITING, SUBSCRIPTION_TYPES } from "./subscription.js";

/** Who opens the URL while the webhook has still to answer waits so long for that: it comes just before, or never. */
const STILL_ASKED_MS = 2_000;

/** Who declared the subscription, and is not answered before its webhook consents. */
interface Caller {
  readonly consented: () => void;
  readonly missed: () => void;
  readonly ended: (error: AzureError) => void;
}

/**
 * Consent that is given after the handshake, by the URL that it brought. Meanwhile the subscription is in the state
 * `AwaitingManualAction` and gets no event; after ten minutes it is `Failed`. It is the service that waits: who declared
 * it may be gone, and so may have been the service.
 *
 * @see https://learn.microsoft.com/azure/event-grid/end-point-validation-event-grid-events-schema
 * @see https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/http-webhook.md#413-webhook-request-callback
 * @see https://github.com/hashicorp/go-azure-sdk/pull/1051 for the state of the operation, which is none that ends it
 * @see https://github.com/MicrosoftDocs/azure-docs/issues/85960 for who declares one: the call lasts until it has failed
 */
export class LateConsents {
  readonly #store: ConsentStore;
  /** By code: offers whose webhook has yet to answer. */
  readonly #asked = new Map<string, PromiseWithResolvers<void>>();
  /** By code. */
  readonly #pending = new Map<string, PendingConsent>();
  readonly #callers = new Map<string, Caller>();
  readonly #timers = new Map<string, () => void>();

  constructor(private readonly platform: Pick<Platform, "clock" | "store" | "resources" | "activities">) {
    this.#store = new ConsentStore(platform.store);
    for (const pending of this.#store.all()) this.#pending.set(pending.code, pending);
  }

  /** Makes the offer that a handshake brings. It is to be withdrawn, or waited for. */
  offer(name: string, region: string): ConsentOffer {
    const offer = consentOffer(name, region, this.platform.clock.now());
    this.#asked.set(offer.code, Promise.withResolvers());
    return offer;
  }

  /** The webhook consented in its answer, or refused. */
  withdraw({ code }: ConsentOffer): void {
    this.#asked.get(code)?.resolve();
    this.#asked.delete(code);
  }

  /**
   * Waits for somebody who opens the URL.
   *
   * @param outputs of the subscription once it has come up.
   * @throws ProvisioningFailed when nobody does in time, AzureError when it is deleted before
   */
  async wait(
    offer: ConsentOffer,
    { id, inputs }: Omit<Resource, "outputs">,
    asked: Asked,
    outputs: Properties,
  ): Promise<void> {
    const pending = {
      code: offer.code,
      digest: digestOf(offer),
      subscription: id,
      byPost: asked.schema === "CloudEventSchemaV1_0",
      expires: this.#now() + CONSENT_MS,
    };
    try {
      await this.#store.add(pending);
      await this.platform.resources.put(id, inputs, { ...outputs, id, provisioningState: AWAITING });
      this.#begin(pending);
    } finally {
      this.withdraw(offer);
    }
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    this.#callers.set(offer.code, {
      consented: resolve,
      missed: () => reject(new ProvisioningFailed(missedConsent(this.platform.clock, asked), outputs)),
      ended: reject,
    });
    const note = `its webhook answered, and did not consent: the URL that it was sent has to be opened within ${CONSENT_MS / MINUTE_MS} minutes`;
    this.#record(pending, "awaiting-consent", note);
    await promise;
  }

  /**
   * Takes the consent of somebody who opened the URL.
   *
   * @returns whether it was one that is waited for: once.
   */
  async take(code: string, token: string, method: "GET" | "POST"): Promise<boolean> {
    const asked = this.#asked.get(code);
    if (asked !== undefined) await Promise.race([asked.promise, sleep(this.platform.clock, STILL_ASKED_MS)]);
    const pending = this.#pending.get(code);
    if (pending === undefined || pending.expires <= this.#now() || !isToken(pending, token)) return false;
    if (method === "POST" && !pending.byPost) return false;
    this.#pending.delete(code);
    await this.#end(pending, "Succeeded").catch((error: unknown) => {
      this.#pending.set(code, pending);
      throw error;
    });
    this.#record(pending, "consented", "the URL that its webhook was sent has been opened");
    this.#callers.get(code)?.consented();
    this.#callers.delete(code);
    return true;
  }

  /** Waits no longer for the consent to a subscription that is deleted. */
  async forget(subscriptionKey: string): Promise<void> {
    for (const pending of this.#pending.values()) {
      if (keyOf(pending.subscription) !== subscriptionKey) continue;
      this.#pending.delete(pending.code);
      this.#timers.get(pending.code)?.();
      await this.#store.remove(pending);
      const message = "The event subscription was deleted before its webhook had consented.";
      this.#callers.get(pending.code)?.ended(new AzureError(409, "Conflict", message));
      this.#callers.delete(pending.code);
    }
  }

  /** Takes up what was waited for in an earlier run. */
  async start(): Promise<void> {
    const awaited = new Set<string>();
    for (const pending of this.#pending.values()) {
      awaited.add(keyOf(pending.subscription));
      if (this.#isAwaiting(pending.subscription)) this.#begin(pending);
      else {
        this.#pending.delete(pending.code);
        await this.#store.remove(pending);
      }
    }
    for (const { id } of SUBSCRIPTION_TYPES.flatMap((type) => this.platform.resources.list(type))) {
      if (this.#isAwaiting(id) && !awaited.has(keyOf(id))) await this.#settle(id, "Failed");
    }
  }

  /** Ends the calls that wait; the consents stay pending. */
  stop(): void {
    for (const cancel of this.#timers.values()) cancel();
    const message = "The local Azure was stopped; the event subscription still awaits the consent of its webhook.";
    for (const { ended } of this.#callers.values()) ended(new AzureError(503, "ServiceUnavailable", message));
    this.#callers.clear();
  }

  #begin(pending: PendingConsent): void {
    this.#pending.set(pending.code, pending);
    const left = Math.max(0, pending.expires - this.#now());
    this.#timers.set(
      pending.code,
      this.platform.clock.after(left, () => void this.#miss(pending)),
    );
  }

  async #miss(pending: PendingConsent): Promise<void> {
    this.#pending.delete(pending.code);
    const missed = `nobody consented within ${CONSENT_MS / MINUTE_MS} minutes; it gets no event`;
    // What could not be stored is found by the next start: a subscription that awaits a consent nobody can give.
    const note = await this.#end(pending, "Failed").then(
      () => missed,
      (error: Error) => `${missed}; its state could not be stored: ${error.message}`,
    );
    this.#record(pending, "failed", note);
    this.#callers.get(pending.code)?.missed();
    this.#callers.delete(pending.code);
  }

  async #end(pending: PendingConsent, state: "Succeeded" | "Failed"): Promise<void> {
    await this.#settle(pending.subscription, state);
    await this.#store.remove(pending);
    this.#timers.get(pending.code)?.();
    this.#timers.delete(pending.code);
  }

  async #settle(subscriptionId: string, state: "Succeeded" | "Failed"): Promise<void> {
    const resource = this.platform.resources.get(subscriptionId);
    if (resource === undefined) return;
    const { id, inputs, outputs } = resource;
    await this.platform.resources.put(id, inputs, { ...outputs, provisioningState: state });
  }

  #isAwaiting(subscriptionId: string): boolean {
    return this.platform.resources.get(subscriptionId)?.outputs.provisioningState === AWAITING;
  }

  #record({ subscription: target }: PendingConsent, what: string, note: string): void {
    this.platform.activities.record({ service: SERVICE, what, target, note });
  }

  #now(): number {
    return this.platform.clock.now().getTime();
  }
}
