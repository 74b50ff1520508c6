import { dataAction, type Principal, TokenError } from "../shared/access.js";
import type { Platform } from "../shared/service.js";
import type { Component, Components } from "./components.js";
import { AUDIENCE, SERVICE, WRITE_RIGHTS } from "./constants.js";
import type { Envelope } from "./read-envelopes.js";
import type { TelemetryStore } from "./telemetry-store.js";

/** What the sender is told of its envelopes. */
export interface IngestionAnswer {
  readonly status: number;
  readonly itemsReceived: number;
  readonly itemsAccepted: number;
  readonly errors: readonly ItemError[];
}

interface ItemError {
  readonly index: number;
  readonly statusCode: number;
  readonly message: string;
}

type Refusal = Omit<ItemError, "index">;

/** Words of the service, as in applications' logs of its answers. */
const UNKNOWN_KEY: Refusal = { statusCode: 400, message: "Invalid instrumentation key" };
const NO_TOKEN: Refusal = { statusCode: 401, message: "Authentication required" };
const DENIED: Refusal = {
  statusCode: 403,
  message: "The caller has no permission to write telemetry to this component",
};

/**
 * Takes telemetry for the components whose keys it carries. A component without local authentication takes it
 * from senders with a token and the right to write only; with a token the right is needed in any case.
 *
 * @see https://learn.microsoft.com/azure/azure-monitor/app/azure-ad-authentication
 * @see https://github.com/microsoft/ApplicationInsights-dotnet/issues/2795 for the right with local authentication
 */
export class Ingestion {
  constructor(
    private readonly platform: Platform,
    private readonly components: Components,
    private readonly telemetry: TelemetryStore,
  ) {}

  async take(
    envelopes: readonly (Envelope | undefined)[],
    authorization: string | undefined,
  ): Promise<IngestionAnswer> {
    const sender = await this.#senderOf(authorization);
    const access = new Map<string, Refusal | undefined>();
    const errors: ItemError[] = [];
    const accepted: { readonly component: string; readonly envelope: Envelope }[] = [];
    for (const [index, envelope] of envelopes.entries()) {
      const component = this.components.byInstrumentationKey(String(envelope?.iKey ?? ""));
      if (component !== undefined && !access.has(component.id)) {
        access.set(component.id, this.#refusalOf(component, sender));
      }
      const refusal = component === undefined ? UNKNOWN_KEY : access.get(component.id);
      if (refusal !== undefined) errors.push({ index, ...refusal });
      else if (component !== undefined && envelope !== undefined) accepted.push({ component: component.id, envelope });
    }
    if (accepted.length > 0) await this.telemetry.add(accepted);
    this.#record(accepted);
    return {
      status: statusOf(accepted.length, errors),
      itemsReceived: envelopes.length,
      itemsAccepted: accepted.length,
      errors,
    };
  }

  async #senderOf(authorization: string | undefined): Promise<Principal | Refusal | undefined> {
    if (authorization === undefined) return undefined;
    try {
      return await this.platform.access.authenticate(authorization, [AUDIENCE]);
    } catch (error) {
      if (!(error instanceof TokenError)) throw error;
      return { statusCode: 401, message: `The token is not valid: ${error.message}` };
    }
  }

  #refusalOf(component: Component, sender: Principal | Refusal | undefined): Refusal | undefined {
    if (sender === undefined) return component.disableLocalAuth ? NO_TOKEN : undefined;
    if ("statusCode" in sender) return sender;
    const decision = this.platform.access.authorize(sender, {
      operation: "Send Telemetry",
      scope: component.id,
      anyOf: WRITE_RIGHTS.map((right) => [dataAction(right)]),
    });
    return decision.allowed ? undefined : DENIED;
  }

  #record(accepted: readonly { readonly component: string }[]): void {
    const counts = new Map<string, number>();
    for (const { component } of accepted) counts.set(component, (counts.get(component) ?? 0) + 1);
    for (const [target, count] of counts) {
      this.platform.activities.record({
        service: SERVICE,
        what: "ingested",
        target,
        status: 200,
        note: `${count} ${count === 1 ? "item" : "items"}`,
      });
    }
  }
}

/** All taken: 200; some: 206; none: the first refusal's. */
function statusOf(accepted: number, errors: readonly ItemError[]): number {
  if (errors.length === 0) return 200;
  return accepted > 0 ? 206 : (errors[0]?.statusCode ?? 400);
}
