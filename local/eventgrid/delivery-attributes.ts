import { isObject } from "../shared/is-object.js";
import type { Properties } from "../shared/resource.js";
import { invalid, unsupported } from "./arm-errors.js";

/** A header of the subscriber's own on every delivery: fixed, or taken from the event. */
export type DeliveryAttribute =
  | { readonly name: string; readonly value: string }
  | { readonly name: string; readonly path: readonly string[] };

const MAX_ATTRIBUTES = 10;
const MAX_VALUE_BYTES = 4096;
/** What a header's name may be made of. */
const NAME = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;
/** What stands for a secret value in answers. */
const HIDDEN = "Hidden";
/** Headers that frame a request: the service does not tell what it makes of them. */
const FRAMING =
  /^(connection|content-length|content-type|date|expect|host|keep-alive|origin|te|trailer|transfer-encoding|upgrade|proxy-.*|sec-.*)$/i;

/**
 * Reads `deliveryAttributeMappings`.
 *
 * @param mayAuthorize whether the header `Authorization` may be set: a webhook's may, a function has its own key.
 * @see https://learn.microsoft.com/azure/event-grid/delivery-properties
 * @throws AzureError beyond the service's limits; it shows no value
 */
export function deliveryAttributesOf(declared: unknown, mayAuthorize: boolean): DeliveryAttribute[] {
  if (declared === undefined) return [];
  if (!Array.isArray(declared)) throw invalid("deliveryAttributeMappings is no array");
  if (declared.length > MAX_ATTRIBUTES) {
    throw invalid(`deliveryAttributeMappings has ${declared.length} entries; allowed are ${MAX_ATTRIBUTES}`);
  }
  const attributes = declared.map((mapping: unknown) => readMapping(mapping, mayAuthorize));
  const names = attributes.map(({ name }) => name.toLowerCase());
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw invalid(`deliveryAttributeMappings has the name '${twice}' more than once`);
  return attributes;
}

function readMapping(mapping: unknown, mayAuthorize: boolean): DeliveryAttribute {
  if (!isObject(mapping)) throw invalid("an entry of deliveryAttributeMappings is no object");
  const { name, type } = mapping;
  if (typeof name !== "string" || !NAME.test(name)) {
    throw invalid(`a delivery attribute has the name '${String(name)}'; needed is the name of a header`);
  }
  if (/^aeg-/i.test(name)) throw invalid(`the delivery attribute '${name}' begins with aeg-, which is reserved`);
  if (/^authorization$/i.test(name) && !mayAuthorize) {
    throw invalid("the delivery attribute 'Authorization' is allowed for a WebHook only");
  }
  if (FRAMING.test(name)) throw unsupported(`the delivery attribute '${name}'`);
  if (type === "Static") return { name, value: requireValue(name, mapping.value) };
  if (type === "Dynamic") return { name, path: requirePath(name, mapping.sourceField) };
  throw invalid(`the delivery attribute '${name}' has the type '${String(type)}'; allowed are Static and Dynamic`);
}

function requireValue(name: string, value: unknown): string {
  if (typeof value !== "string" || value === "") throw invalid(`the delivery attribute '${name}' has no value`);
  const bytes = Buffer.byteLength(value);
  if (bytes <= MAX_VALUE_BYTES) return value;
  throw invalid(`the value of the delivery attribute '${name}' has ${bytes} bytes; allowed are ${MAX_VALUE_BYTES}`);
}

/** Of the many forms of a JSON path only the one of the vendor's samples: names with dots between. */
function requirePath(name: string, sourceField: unknown): string[] {
  if (typeof sourceField !== "string" || sourceField === "") {
    throw invalid(`the delivery attribute '${name}' has no sourceField`);
  }
  const path = sourceField.replace(/^\$\./, "");
  if (/^[^.[\]*?@()$]+(\.[^.[\]*?@()$]+)*$/.test(path)) return path.split(".");
  throw unsupported(
    `the sourceField '${sourceField}' of the delivery attribute '${name}'`,
    "use names with dots between",
  );
}

/** The fixed headers: the handshake has them, too. */
export const fixedHeaders = (attributes: readonly DeliveryAttribute[]): Record<string, string> =>
  Object.fromEntries(
    attributes.flatMap((one) => ("value" in one && conforms(one.value) ? [[one.name.toLowerCase(), one.value]] : [])),
  );

/**
 * All headers for an event. A value that is no text, number or boolean, is missing, or fits into no header is left out.
 *
 * @param json the event as it was published.
 */
export function headersFor(attributes: readonly DeliveryAttribute[], json: string): Record<string, string> {
  if (attributes.length === 0) return {};
  const headers = fixedHeaders(attributes);
  const event: unknown = attributes.some((one) => "path" in one) ? JSON.parse(json) : undefined;
  for (const attribute of attributes) {
    if (!("path" in attribute)) continue;
    const found = valueAt(event, attribute.path);
    const value = ["string", "number", "boolean"].includes(typeof found) ? String(found) : "";
    if (value !== "" && conforms(value)) headers[attribute.name.toLowerCase()] = value;
  }
  return headers;
}

function valueAt(event: unknown, path: readonly string[]): unknown {
  let value = event;
  for (const step of path) {
    if (!isObject(value) || !Object.hasOwn(value, step)) return undefined;
    value = value[step];
  }
  return value;
}

const conforms = (value: string): boolean =>
  /^[\x21-\x7e]([\x20-\x7e\t]*[\x21-\x7e])?$/.test(value) && Buffer.byteLength(value) <= MAX_VALUE_BYTES;

/**
 * The mappings as answers show them.
 *
 * @see https://github.com/hashicorp/terraform-provider-azurerm/pull/13595 for what stands in place of a secret
 */
export const shownAttributes = (declared: readonly Properties[]): Properties[] =>
  declared.map((mapping) =>
    mapping.type === "Static"
      ? { isSecret: false, ...mapping, ...(mapping.isSecret === true && { value: HIDDEN }) }
      : mapping,
  );
