import { nameOf, parentOf, typeOf } from "../shared/arm-id.js";
import { AzureError } from "../shared/azure-error.js";
import type { Resource, Resources } from "../shared/resource.js";
import { unsupported } from "./arm-errors.js";
import type { InputSchema } from "./input-schema.js";
import { requireBlobEvents } from "./require-blob-events.js";
import { ACCOUNT_TYPE, SYSTEM_TOPIC_TYPE } from "./system-topic.js";
import { regionOf, TOPIC_TYPE } from "./topic.js";
import { topicIdentities } from "./topic-identity.js";

/** Id of the topic or account that a subscription is for: what its own id lies beneath. */
export const sourceOf = ({ id }: { readonly id: string }): string => parentOf(id) ?? "";

/** What a subscription is for, as it is declared. */
export interface DeclaredSource {
  readonly id: string;
  readonly name: string;
  /** e.g. `westeurope`. */
  readonly region: string;
  readonly inputSchema: InputSchema;
  /** Identities that its subscriptions may act as, as keys. */
  readonly identities: readonly string[];
}

/**
 * Finds what a subscription is for: a topic, a system topic, or a storage account.
 *
 * @throws AzureError when it is not there, or of another type
 */
export function requireSource(resources: Resources, subscription: { readonly id: string }): DeclaredSource {
  const id = sourceOf(subscription);
  const type = typeOf(id).toLowerCase();
  if (type === ACCOUNT_TYPE.toLowerCase()) {
    const account = requireBlobEvents(resources, id);
    return { id, name: account.name, region: regionIn(account), inputSchema: "EventGridSchema", identities: [] };
  }
  const known = [TOPIC_TYPE, SYSTEM_TOPIC_TYPE].find((one) => one.toLowerCase() === type);
  if (known === undefined || isExtension(subscription.id, known)) {
    throw unsupported(
      `event subscriptions of ${typeOf(id)}${known === undefined ? "" : " by scope"}`,
      `use the scope of a ${TOPIC_TYPE} or a ${ACCOUNT_TYPE}, or ${SYSTEM_TOPIC_TYPE}/eventSubscriptions`,
    );
  }
  const topic = resources.get(id);
  if (topic === undefined) {
    throw new AzureError(404, "ResourceNotFound", `The Resource '${known}/${nameOf(id)}' was not found.`);
  }
  return {
    id,
    name: topic.name,
    region: regionIn(topic),
    inputSchema: schemaOf(topic),
    identities: topicIdentities(topic),
  };
}

/** A system topic has children only: by scope one subscribes to its source. */
const isExtension = (id: string, source: string): boolean =>
  source === SYSTEM_TOPIC_TYPE && /\/providers\/Microsoft\.EventGrid\/eventSubscriptions\/[^/]+$/i.test(id);

const schemaOf = ({ outputs }: Resource): InputSchema => (outputs.inputSchema ?? "EventGridSchema") as InputSchema;

/** A storage account may have been declared without a place. */
const regionIn = ({ outputs }: Resource): string => regionOf(String(outputs.location ?? "global"));
