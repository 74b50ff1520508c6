import type { IncomingMessage } from "node:http";
import { throttled } from "../resources/arm-refusal.js";
import type { Service } from "../shared/service.js";
import { answer, answerError } from "./arm-answer.js";
import { readArmBody, readArmRequest } from "./arm-request.js";
import type { Management, Outcome } from "./management.js";
import { ProviderRequests } from "./provider-requests.js";
import { ResourceRequests } from "./resource-requests.js";

const HOST = "management.azure.com";
/** Audiences of the tokens that it takes: its name of today, and that of the API before it. */
const AUDIENCES = ["https://management.azure.com/", "https://management.core.windows.net/"];
const PROVIDER = /^\/subscriptions\/[^/]+\/providers\/([^/]+)(?:\/(register))?$/i;

/**
 * Azure Resource Manager on its own wire: resources by their ids, their actions, and the registration of resource
 * providers. Each call is authorised as one of the provider's.
 *
 * @see https://learn.microsoft.com/rest/api/resources
 */
export function createManagement(management: Management): Service {
  return {
    name: "management",
    answers: (host) => host === HOST,
    async handle(request, response) {
      try {
        const { status, body } = await outcomeOf(management, request);
        answer(response, status, body);
      } catch (error) {
        answerError(response, error);
      }
    },
    resourceTypes: [],
    start: () => Promise.resolve(),
    stop: () => Promise.resolve(),
  };
}

async function outcomeOf(management: Management, request: IncomingMessage): Promise<Outcome> {
  const principal = await management.access.authenticate(request.headers.authorization, AUDIENCES);
  const asked = readArmRequest(request);
  if (management.misbehaviours.strikes("throttled", asked.path)) throw throttled();
  const [, namespace, action] = PROVIDER.exec(asked.path) ?? [];
  if (namespace !== undefined) {
    return new ProviderRequests(management, principal).handle(asked.method, namespace, action !== undefined);
  }
  return new ResourceRequests(management, management.armOf(principal)).handle(asked, () => readArmBody(request));
}
