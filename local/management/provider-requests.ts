import { authorizationFailed } from "../resources/arm-refusal.js";
import { providerId } from "../resources/registrations.js";
import { action, type Principal } from "../shared/access.js";
import { SUBSCRIPTION } from "../shared/arm-id.js";
import { AzureError } from "../shared/azure-error.js";
import type { Management, Outcome } from "./management.js";

const SCOPE = `/subscriptions/${SUBSCRIPTION}`;

/**
 * Whether the subscription uses a resource provider, and that it is to.
 *
 * @see https://learn.microsoft.com/rest/api/resources/providers/register
 */
export class ProviderRequests {
  constructor(
    private readonly management: Pick<Management, "access" | "registrations">,
    private readonly principal: Principal,
  ) {}

  /** @throws AzureError */
  async handle(method: string, namespace: string, isToRegister: boolean): Promise<Outcome> {
    if (!/^Microsoft(\.\w+)+$/i.test(namespace)) {
      throw new AzureError(404, "InvalidResourceNamespace", `The resource namespace '${namespace}' is invalid.`);
    }
    const { registrations } = this.management;
    if (method === "POST" && isToRegister) {
      this.#require(`${namespace}/register/action`);
      return shown(namespace, await registrations.register(namespace));
    }
    if (method === "GET" && !isToRegister) {
      this.#require("Microsoft.Resources/subscriptions/providers/read");
      return shown(namespace, registrations.stateOf(namespace));
    }
    throw new AzureError(405, "MethodNotAllowed", `The requested resource does not support http method '${method}'.`);
  }

  #require(name: string): void {
    const { principal } = this;
    const decision = this.management.access.authorize(principal, {
      operation: name,
      scope: SCOPE,
      anyOf: [[action(name)]],
    });
    if (decision.allowed) return;
    throw authorizationFailed(principal, { action: name, scope: SCOPE }, decision.unfulfilled !== undefined);
  }
}

const shown = (namespace: string, registrationState: string): Outcome => ({
  status: 200,
  body: {
    id: providerId(namespace),
    namespace,
    registrationPolicy: "RegistrationRequired",
    registrationState,
    resourceTypes: [],
  },
});
