import type { ArmClient } from "../resources/arm-client.js";
import { notFound } from "../resources/resource-manager.js";
import { isWithin, nameOf, SUBSCRIPTION, TENANT, typeOf } from "../shared/arm-id.js";
import { AzureError } from "../shared/azure-error.js";
import type { Properties } from "../shared/resource.js";
import { fromEnvelope, toEnvelope } from "./arm-envelope.js";
import type { ArmRequest } from "./arm-request.js";
import type { Management, Outcome } from "./management.js";

/** Resources by their ids, lists of one type, and actions. */
export class ResourceRequests {
  constructor(
    private readonly management: Pick<Management, "resources">,
    private readonly arm: ArmClient,
  ) {}

  /** @throws AzureError */
  async handle({ method, path, query }: ArmRequest, body: () => Promise<Properties>): Promise<Outcome> {
    switch (method) {
      case "GET":
        return isResource(path) ? this.#get(path) : this.#list(path, query);
      case "HEAD":
        return { status: this.arm.read(path) === undefined ? 404 : 204 };
      case "PUT":
        return this.#put(path, await body());
      case "DELETE":
        return this.#delete(path);
      case "POST":
        return this.#act(path, await body());
      default:
        throw new AzureError(
          405,
          "UnsupportedByLocalAzure",
          `the local Azure does not support ${method} of resources; it supports GET, HEAD, PUT, POST and DELETE`,
        );
    }
  }

  #get(id: string): Outcome {
    const resource = this.arm.read(id);
    if (isSubscription(id)) return { status: 200, body: subscription() };
    if (resource === undefined) throw missing(id);
    return { status: 200, body: toEnvelope(resource) };
  }

  /** Those that are declared, of one type at a scope and beneath. */
  #list(path: string, query: URLSearchParams): Outcome {
    if (query.has("$filter")) {
      throw new AzureError(400, "UnsupportedByLocalAzure", "the local Azure does not support $filter in a list");
    }
    const type = typeOf(`${path}/x`);
    const scope = path.replace(/(\/providers\/[^/]+)?\/[^/]+$/i, "");
    this.arm.requireRead(type, scope);
    const found = this.management.resources.list(type).filter(({ id }) => isWithin(id, scope));
    return { status: 200, body: { value: found.map(toEnvelope) } };
  }

  async #put(id: string, body: Properties): Promise<Outcome> {
    if (!isResource(id) || isSubscription(id)) throw notAllowed("PUT");
    const isNew = this.management.resources.get(id) === undefined;
    const resource = await this.arm.put(id, fromEnvelope(id, body));
    return { status: isNew ? 201 : 200, body: toEnvelope(resource) };
  }

  async #delete(id: string): Promise<Outcome> {
    // What its service alone can delete, no DELETE of Resource Manager can.
    const isOfService = this.arm.typeOf(typeOf(id))?.deleteRight !== undefined;
    if (!isResource(id) || isSubscription(id) || isOfService) throw notAllowed("DELETE");
    const isThere = this.management.resources.get(id) !== undefined;
    await this.arm.delete(id);
    return { status: isThere ? 200 : 204 };
  }

  async #act(path: string, body: Properties): Promise<Outcome> {
    const top = /^.*\/providers\/[^/]+\/[^/]+\/[^/]+(?=\/)/i.exec(path)?.[0];
    if (top === undefined) throw notAllowed("POST");
    let id = path.slice(0, path.lastIndexOf("/"));
    while (id.length > top.length && this.management.resources.get(id) === undefined) {
      id = id.slice(0, id.lastIndexOf("/"));
    }
    return { status: 200, body: await this.arm.act(id, path.slice(id.length + 1), body) };
  }
}

const OUTER = /^\/subscriptions\/[^/]+(\/resourceGroups(\/[^/]+)?)?$/i;

/**
 * Whether a path ends in a name, and not in a type.
 *
 * @throws AzureError for one that is neither
 */
function isResource(path: string): boolean {
  const segments = path.split("/").slice(1);
  const at = segments.findLastIndex((segment) => segment.toLowerCase() === "providers");
  // After `providers` come the namespace, then types and names.
  const beneath = segments.length - at - 2;
  if (at < 0 ? OUTER.test(path) : beneath > 0) return (at < 0 ? segments.length : beneath) % 2 === 0;
  throw new AzureError(404, "InvalidResourceType", `The local Azure knows no resource at '${path}'.`);
}

const isSubscription = (path: string): boolean => /^\/subscriptions\/[^/]+$/i.test(path);

/** @see https://learn.microsoft.com/rest/api/resources/subscriptions/get */
const subscription = () => ({
  id: `/subscriptions/${SUBSCRIPTION}`,
  subscriptionId: SUBSCRIPTION,
  tenantId: TENANT,
  displayName: "local Azure",
  state: "Enabled",
});

const missing = (id: string): AzureError =>
  /^\/subscriptions\/[^/]+\/resourceGroups\/[^/]+$/i.test(id)
    ? new AzureError(404, "ResourceGroupNotFound", `Resource group '${nameOf(id)}' could not be found.`)
    : notFound(id);

const notAllowed = (method: string): AzureError =>
  new AzureError(405, "MethodNotAllowed", `The requested resource does not support http method '${method}'.`);
