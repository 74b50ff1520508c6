import { nameOf, parentOf, typeOf } from "../shared/arm-id.js";
import { AzureError } from "../shared/azure-error.js";
import { ProvisioningFailed } from "../shared/provisioning-failed.js";
import type { Properties, Resource, ResourceType } from "../shared/resource.js";
import type { Registrations } from "./registrations.js";
import type { ResourceStore } from "./resource-store.js";

/** Child resources that Azure makes with their parent: nobody declares them. */
const IMPLICIT_PARENTS = /\/(blobServices|fileServices|queueServices|tableServices)\/default$/i;

/** Azure Resource Manager: makes, updates, reads and deletes resources, and runs their actions. */
export class ResourceManager {
  readonly #types: ReadonlyMap<string, ResourceType>;

  constructor(
    readonly resources: ResourceStore,
    types: readonly ResourceType[],
    private readonly registrations?: Pick<Registrations, "require">,
  ) {
    this.#types = new Map(types.map((type) => [type.type.toLowerCase(), type]));
  }

  /** How an ARM type behaves; nothing for one that is stored as declared. */
  typeOf(type: string): ResourceType | undefined {
    return this.#types.get(type.toLowerCase());
  }

  /** @throws AzureError as Azure answers; nothing is stored then, unless it is {@link ProvisioningFailed}. */
  async put(id: string, inputs: Properties): Promise<Resource> {
    this.#requireParent(id);
    this.registrations?.require(id);
    const previous = this.resources.get(id);
    const declared = { id, type: typeOf(id), name: nameOf(id), inputs };
    const make = this.typeOf(declared.type)?.put;
    if (make === undefined) {
      return this.resources.put(id, inputs, { ...inputs, name: declared.name, type: declared.type, id });
    }
    try {
      return await this.resources.put(id, inputs, { ...(await make(declared, previous)), id });
    } catch (error) {
      if (error instanceof ProvisioningFailed && previous === undefined) {
        await this.resources.put(id, inputs, { ...error.outputs, provisioningState: "Failed", id });
      }
      throw error;
    }
  }

  read(id: string): Resource | undefined {
    return this.resources.get(id) ?? this.typeOf(typeOf(id))?.find?.(id);
  }

  /** Deletes what lies beneath first, as Azure does. What is not there is deleted already. */
  async delete(id: string): Promise<void> {
    const resource = this.resources.get(id);
    if (resource === undefined) return;
    for (const inner of [...this.resources.beneath(id), resource]) {
      await this.typeOf(inner.type)?.delete?.(inner);
      await this.resources.delete(inner);
    }
  }

  /** @param action path below the resource, e.g. `host/default/listKeys`. */
  async act(id: string, action: string, body: Properties): Promise<Properties> {
    const resource = this.read(id);
    if (resource === undefined) throw notFound(id);
    const actions = Object.entries(this.typeOf(resource.type)?.actions ?? {});
    // Paths are compared ignoring case.
    const [, run] = actions.find(([path]) => path.toLowerCase() === action.toLowerCase()) ?? [];
    // An action of what nobody declared, e.g. `functions/{name}/listkeys` of a site.
    const at = action.lastIndexOf("/");
    const inner = run === undefined && at > 0 ? this.read(`${id}/${action.slice(0, at)}`) : undefined;
    if (inner !== undefined) return this.act(inner.id, action.slice(at + 1), body);
    if (run === undefined) {
      throw new AzureError(
        400,
        "UnsupportedAction",
        `the local Azure does not support the action "${action}" of ${resource.type}`,
      );
    }
    return run(resource, body);
  }

  #requireParent(id: string): void {
    const parent = parentOf(id);
    if (parent === undefined || /^\/subscriptions\/[^/]+$/i.test(parent)) return;
    if (IMPLICIT_PARENTS.test(parent)) {
      this.#requireParent(parent);
      return;
    }
    if (this.resources.get(parent) !== undefined) return;
    if (/\/resourceGroups\/[^/]+$/i.test(parent)) {
      throw new AzureError(404, "ResourceGroupNotFound", `Resource group '${nameOf(parent)}' could not be found.`);
    }
    // A scope such as the subscription's own, or one secret that an app writes itself, need not be declared.
    if (typeOf(id).toLowerCase().startsWith("microsoft.authorization/")) return;
    throw new AzureError(
      404,
      "ParentResourceNotFound",
      `Failed to perform 'write' on resource '${nameOf(id)}': its parent '${parent}' could not be found.`,
    );
  }
}

/** ARM's answer for what is not there. */
export const notFound = (id: string): AzureError =>
  new AzureError(404, "ResourceNotFound", `The Resource '${typeOf(id)}/${nameOf(id)}' was not found.`);
