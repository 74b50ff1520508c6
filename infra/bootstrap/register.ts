import { masked } from "../shipping/masked.js";
import type { Outside } from "../shipping/outside.js";
import { NotYet, type Patience, patiently } from "../shipping/patience.js";

export interface Registration {
  readonly subscriptionId: string;
  /** e.g. `Microsoft.App`. */
  readonly namespace: string;
  /** A token for Azure Resource Manager; asked for anew at each call. */
  readonly token: () => Promise<string>;
  readonly managementUrl?: string;
  readonly patience?: Patience;
}

const API_VERSION = "2021-04-01";
const CALL_TIMEOUT_MS = 60_000;

/** A registration takes seconds to minutes. */
const REGISTRATION: Patience = {
  firstDelayMs: 1_000,
  longestDelayMs: 15_000,
  totalMs: 15 * 60_000,
  carriedOnBy: "npm run bootstrap",
};

/**
 * Registers a resource provider in a subscription, and waits until it is: before that Azure refuses its resources with
 * MissingSubscriptionRegistration. One that is registered stays as it is.
 *
 * @throws when it is refused for good, or when time is up.
 * @see https://learn.microsoft.com/rest/api/resources/providers/register
 */
export async function register(registration: Registration, outside: Outside): Promise<void> {
  const { namespace, patience = REGISTRATION } = registration;
  const what = `resource provider ${namespace}`;
  let asked = false;
  await patiently(what, patience, outside, async () => {
    const state = await call(registration, asked ? "GET" : "POST", outside);
    asked = true;
    if (state !== "Registered") throw new NotYet(`it is ${state}`);
  });
}

/** @returns the state of the registration. */
async function call(
  { subscriptionId, namespace, token, managementUrl = "https://management.azure.com" }: Registration,
  method: "GET" | "POST",
  { http }: Outside,
): Promise<string> {
  const path = `/subscriptions/${subscriptionId}/providers/${namespace}${method === "POST" ? "/register" : ""}`;
  const bearer = await token();
  const answer = await http(`${managementUrl}${path}?api-version=${API_VERSION}`, {
    method,
    headers: { authorization: `Bearer ${bearer}` },
    timeoutMs: CALL_TIMEOUT_MS,
  }).catch((error: Error) => {
    throw new NotYet(error.message);
  });
  const { status } = answer;
  const text = await answer.text();
  if (status === 200 || status === 202) return stateIn(text);
  if ([408, 409, 429].includes(status) || status >= 500) throw new NotYet(`Azure answers ${status}`);
  const right = `${namespace}/register/action at the subscription, which Contributor and Owner hold`;
  const remedy = status === 401 || status === 403 ? `: the login of bootstrap needs ${right}` : "";
  throw new Error(`registering resource provider ${namespace} was refused with ${status}${remedy}: ${masked(text)}`);
}

function stateIn(text: string): string {
  try {
    const { registrationState } = JSON.parse(text) as { readonly registrationState?: unknown };
    return String(registrationState);
  } catch (error) {
    throw new NotYet(`Azure's answer is no JSON: ${masked(text)}`, { cause: error });
  }
}
