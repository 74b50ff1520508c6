import type { ResourceType } from "../shared/resource.js";
import { unsupported } from "./arm-errors.js";

const INSTEAD = "use Microsoft.EventGrid/topics";

/** What else Event Grid has. A type that nobody claims would be kept as declared, and never deliver. */
const TYPES = [
  "domains",
  "domains/topics",
  "domains/eventSubscriptions",
  "domains/topics/eventSubscriptions",
  "namespaces",
  "namespaces/topics",
  "namespaces/topics/eventSubscriptions",
  "partnerNamespaces",
  "partnerNamespaces/channels",
  "partnerRegistrations",
  "partnerConfigurations",
  "partnerTopics",
  "partnerTopics/eventSubscriptions",
];

/** Resource types of Event Grid that are refused by name. */
export const refusedTypes: readonly ResourceType[] = TYPES.map((name) => ({
  type: `Microsoft.EventGrid/${name}`,
  put: () => {
    throw unsupported(`Microsoft.EventGrid/${name}`, INSTEAD);
  },
}));
