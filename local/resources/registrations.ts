import { SUBSCRIPTION, typeOf } from "../shared/arm-id.js";
import { AzureError } from "../shared/azure-error.js";
import type { Clock } from "../shared/clock.js";
import type { Misbehaviours } from "../shared/misbehaviour.js";
import type { Store } from "../shared/store.js";

/** As Azure Resource Manager calls them. */
export type RegistrationState = "NotRegistered" | "Registering" | "Registered";

/**
 * Namespaces that every subscription has.
 *
 * @see https://learn.microsoft.com/azure/azure-resource-manager/management/azure-services-resource-providers
 */
const ALWAYS: ReadonlySet<string> = new Set(
  [
    "Microsoft.Authorization",
    "Microsoft.Billing",
    "Microsoft.ClassicSubscription",
    "Microsoft.Commerce",
    "Microsoft.Consumption",
    "Microsoft.CostManagement",
    "Microsoft.Features",
    "Microsoft.MarketplaceOrdering",
    "Microsoft.Portal",
    "Microsoft.ResourceGraph",
    "Microsoft.Resources",
    "Microsoft.SerialConsole",
    "Microsoft.Support",
  ].map((namespace) => namespace.toLowerCase()),
);

/**
 * Which resource providers the subscription has registered. All of them, unless the misbehaviour `not-registered` makes
 * it a fresh subscription.
 *
 * @see https://learn.microsoft.com/azure/azure-resource-manager/management/resource-providers-and-types
 */
export class Registrations {
  constructor(
    private readonly store: Store,
    private readonly clock: Clock,
    private readonly misbehaviours: Misbehaviours,
  ) {
    store.define(
      "CREATE TABLE IF NOT EXISTS provider_registrations (namespace TEXT PRIMARY KEY COLLATE NOCASE, since INTEGER) STRICT",
    );
  }

  stateOf(namespace: string): RegistrationState {
    if (ALWAYS.has(namespace.toLowerCase())) return "Registered";
    const row = this.store.get("SELECT since FROM provider_registrations WHERE namespace = ?", namespace);
    const since = row === undefined ? this.clock.now() : new Date(Number(row.since));
    if (this.misbehaviours.leftMs("not-registered", since, namespace) === 0) return "Registered";
    return row === undefined ? "NotRegistered" : "Registering";
  }

  /** Begins to register it, if nobody has. */
  async register(namespace: string): Promise<RegistrationState> {
    const now = this.clock.now().getTime();
    await this.store.write(() =>
      this.store.run("INSERT OR IGNORE INTO provider_registrations VALUES (?, ?)", namespace, now),
    );
    return this.stateOf(namespace);
  }

  /**
   * @param id of a resource that is to be written.
   * @throws AzureError `MissingSubscriptionRegistration`
   * @see https://learn.microsoft.com/azure/azure-resource-manager/troubleshooting/error-register-resource-provider
   * @see https://github.com/Azure/OpenShift/issues/21 for the details
   */
  require(id: string): void {
    const namespace = typeOf(id).split("/")[0] ?? "";
    if (this.stateOf(namespace) === "Registered") return;
    const code = "MissingSubscriptionRegistration";
    const message = `The subscription is not registered to use namespace '${namespace}'. See https://aka.ms/rps-not-found for how to register subscriptions.`;
    throw new AzureError(409, code, message, [{ code, target: namespace, message }]);
  }
}

/** Id of a namespace in the subscription. */
export const providerId = (namespace: string): string => `/subscriptions/${SUBSCRIPTION}/providers/${namespace}`;
