import { CLIENT_LIFETIME_S, type Tokens } from "../entra/tokens.js";
import type { ArmApi } from "../resources/arm-client.js";
import { notFound } from "../resources/resource-manager.js";
import type { Principal } from "../shared/access.js";
import { SUBSCRIPTION, TENANT } from "../shared/arm-id.js";
import { AzureError } from "../shared/azure-error.js";
import type { Properties } from "../shared/resource.js";
import { idOf, templateOf } from "./arm-path.js";
import type { Invoke } from "./azure-native.js";
import type { Send } from "./send.js";

const MANAGEMENT = "https://management.azure.com/";

/** Functions of azure-native that are an action of a resource: the resource's token, and the action. */
const ACTIONS: Readonly<Record<string, readonly [token: string, action: string]>> = {
  "eventgrid:getEventSubscriptionDeliveryAttributes": ["eventgrid:EventSubscription", "getDeliveryAttributes"],
  "eventgrid:getEventSubscriptionFullUrl": ["eventgrid:EventSubscription", "getFullUrl"],
  "eventgrid:getSystemTopicEventSubscriptionDeliveryAttributes": [
    "eventgrid:SystemTopicEventSubscription",
    "getDeliveryAttributes",
  ],
  "eventgrid:getSystemTopicEventSubscriptionFullUrl": ["eventgrid:SystemTopicEventSubscription", "getFullUrl"],
  "eventgrid:getTopicEventSubscriptionDeliveryAttributes": [
    "eventgrid:TopicEventSubscription",
    "getDeliveryAttributes",
  ],
  "eventgrid:getTopicEventSubscriptionFullUrl": ["eventgrid:TopicEventSubscription", "getFullUrl"],
  "eventgrid:listTopicSharedAccessKeys": ["eventgrid:Topic", "listKeys"],
  "storage:listStorageAccountKeys": ["storage:StorageAccount", "listKeys"],
  "web:listWebAppHostKeys": ["web:WebApp", "host/default/listKeys"],
  "web:listWebAppSyncFunctionTriggers": ["web:WebApp", "syncfunctiontriggers"],
};

/**
 * The functions (invokes) of azure-native: the login's own, actions such as `listKeys`, and `get…` of any resource.
 *
 * @param login who the provider is logged in as.
 */
export function createInvokes(arm: ArmApi, send: Send, tokens: Tokens, login: Principal): Invoke {
  return async (token, inputs) => {
    const [, module = "", name = ""] = token.split(":");
    if (module === "authorization" && name === "getClientConfig") {
      return { clientId: login.clientId, objectId: login.id, subscriptionId: SUBSCRIPTION, tenantId: TENANT };
    }
    if (module === "authorization" && name === "getClientToken") {
      const audience = typeof inputs.endpoint === "string" ? inputs.endpoint : MANAGEMENT;
      return { token: await tokens.issue(login, audience, CLIENT_LIFETIME_S) };
    }
    const action = ACTIONS[`${module}:${name}`];
    if (action !== undefined) {
      const id = idOfInvoke(action[0], inputs);
      return send(id, () => arm.act(id, action[1], inputs));
    }
    if (name.startsWith("get")) {
      const id = idOfInvoke(`${module}:${name.slice(3)}`, inputs);
      return send(id, () => read(arm, id));
    }
    throw new AzureError(400, "UnsupportedFunction", `the local Azure does not support the function ${token}`);
  };
}

const idOfInvoke = (token: string, inputs: Properties): string =>
  idOf(templateOf(`azure-native:${token}`, inputs), inputs);

function read(arm: ArmApi, id: string): Properties {
  const resource = arm.read(id);
  if (resource === undefined) throw notFound(id);
  return resource.outputs;
}
