import { parentOf, typeOf } from "../shared/arm-id.js";
import { isObject } from "../shared/is-object.js";
import type { Properties, Resource } from "../shared/resource.js";

/** What Azure Resource Manager keeps beside `properties`. */
const OUTSIDE: readonly string[] = [
  "etag",
  "extendedLocation",
  "id",
  "identity",
  "kind",
  "location",
  "managedBy",
  "name",
  "plan",
  "properties",
  "sku",
  "systemData",
  "tags",
  "type",
  "zones",
];

/** Types of which azure-native takes the body as it is. */
const AS_IT_IS =
  /^Microsoft\.(KeyVault\/vaults(\/(keys|secrets))?|Resources\/(resourceGroups|subscriptions\/resourceGroups))$/i;

/**
 * A resource as Azure Resource Manager answers it: what azure-native lifts to the top is under `properties`.
 *
 * Left as azure-native has it is what lies deeper: names that it changes (`enableHttpsTrafficOnly`), and what it lifts
 * within, such as a subscription's destination.
 *
 * @see https://github.com/Azure/azure-resource-manager-rpc/blob/master/v1.0/resource-api-reference.md
 */
export function toEnvelope({ id, inputs, outputs }: Resource): Properties {
  const segments = new Set(id.split("/"));
  const isOfPath = (key: string, value: unknown) =>
    key.endsWith("Name") && key in inputs && typeof value === "string" && segments.has(value);
  const shown = Object.entries(outputs).filter(
    ([key, value]) => key !== "azureApiVersion" && !key.startsWith("__") && !isOfPath(key, value),
  );
  const outside = Object.fromEntries(shown.filter(([key]) => OUTSIDE.includes(key)));
  const inside = Object.fromEntries(shown.filter(([key]) => !OUTSIDE.includes(key)));
  const properties = isObject(outside.properties) ? { ...inside, ...outside.properties } : inside;
  const identity = isObject(outside.identity) ? { identity: withMap(outside.identity) } : {};
  return { ...outside, ...identity, id, properties };
}

/** A body as azure-native's inputs. @param id where it is to lie. */
export function fromEnvelope(id: string, body: Properties): Properties {
  const type = typeOf(id);
  // Part of the path, or Azure's own.
  const { id: _id, name: _name, type: _type, systemData: _data, etag: _etag, properties, ...outside } = body;
  if (AS_IT_IS.test(type)) return { ...outside, ...(isObject(properties) ? { properties } : {}) };
  const scope = /^Microsoft\.Authorization\//i.test(type) ? { scope: parentOf(id) } : {};
  return { ...outside, ...(isObject(properties) ? properties : {}), ...scope };
}

/** Identities are a map by their ids, which azure-native takes as a list. */
function withMap(identity: Properties): Properties {
  const { userAssignedIdentities: ids } = identity;
  if (!Array.isArray(ids)) return identity;
  return { ...identity, userAssignedIdentities: Object.fromEntries(ids.map((one) => [String(one), {}])) };
}
