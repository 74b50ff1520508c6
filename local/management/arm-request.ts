import type { IncomingMessage } from "node:http";
import { SUBSCRIPTION } from "../shared/arm-id.js";
import { AzureError } from "../shared/azure-error.js";
import { isObject } from "../shared/is-object.js";
import type { Properties } from "../shared/resource.js";

/** Azure takes bodies of up to four megabytes. */
const LIMIT_BYTES = 4 * 1024 * 1024;

/** A request to Azure Resource Manager. */
export interface ArmRequest {
  readonly method: string;
  /** Decoded, with the slash that it begins with and without one at its end. */
  readonly path: string;
  readonly query: URLSearchParams;
}

const bad = (code: string, message: string) => new AzureError(400, code, message);

/** Reads what is asked for. @throws AzureError for what could be read in two ways, or lies in no subscription here. */
export function readArmRequest({ method = "GET", url = "/" }: Pick<IncomingMessage, "method" | "url">): ArmRequest {
  const [raw = "", search = ""] = url.split(/\?(.*)/s);
  const path = decoded(raw).replace(/\/+$/, "");
  if (/(^|\/)\.{1,2}(\/|$)|\/\/|[\\#?]/.test(path) || /%2f/i.test(raw)) {
    throw bad("InvalidRequestUri", `The request URI '${raw}' is not the path of a resource.`);
  }
  const query = new URLSearchParams(search);
  if (!query.has("api-version")) {
    throw bad(
      "MissingApiVersionParameter",
      "The api-version query parameter (?api-version=) is required for all requests.",
    );
  }
  const subscription = /^\/subscriptions\/([^/]+)/i.exec(path)?.[1];
  if (subscription === undefined) {
    throw new AzureError(404, "NotFound", `The local Azure answers paths within /subscriptions; this is '${path}'.`);
  }
  if (subscription.toLowerCase() !== SUBSCRIPTION) {
    throw new AzureError(404, "SubscriptionNotFound", `The subscription '${subscription}' could not be found.`);
  }
  return { method, path, query };
}

/** Reads a body; one that is empty is an object without properties. @throws AzureError */
export async function readArmBody(request: IncomingMessage): Promise<Properties> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    size += (chunk as Buffer).length;
    if (size > LIMIT_BYTES) {
      throw new AzureError(413, "RequestContentTooLarge", `The request content has more than ${LIMIT_BYTES} bytes.`);
    }
    chunks.push(chunk as Buffer);
  }
  const text = Buffer.concat(chunks).toString();
  if (text === "") return {};
  const body = parsed(text);
  if (!isObject(body)) throw bad("InvalidRequestContent", "The request content was invalid: it is no JSON object.");
  return body;
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    throw bad("InvalidRequestUri", "The request URI cannot be decoded.");
  }
}

/** A property that is null counts as one that is not there. Nothing of a body that is none is repeated: it may hold secrets. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text, function (this: unknown, _name, value: unknown) {
      return value === null && !Array.isArray(this) ? undefined : value;
    });
  } catch {
    return undefined;
  }
}
