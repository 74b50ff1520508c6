import { type Access, type AccessRequest, action, type Principal } from "../shared/access.js";
import type { Properties, Resource, ResourceType } from "../shared/resource.js";
import { type ArmOperation, deleting, posting, reading, writing } from "./arm-operation.js";
import { authorizationFailed, linkedAuthorizationFailed } from "./arm-refusal.js";
import { linkedOperations } from "./linked-operations.js";
import type { ResourceManager } from "./resource-manager.js";

/** What a caller of Azure Resource Manager can do. */
export type ArmApi = Pick<ResourceManager, "put" | "read" | "delete" | "act" | "typeOf">;

/**
 * Azure Resource Manager for one login: each call is authorised before anything else, also before it is known whether
 * there is such a resource.
 *
 * @see https://learn.microsoft.com/azure/role-based-access-control/overview
 */
export class ArmClient implements ArmApi {
  constructor(
    private readonly manager: ResourceManager,
    private readonly access: Pick<Access, "authorize">,
    private readonly login: Principal,
  ) {}

  typeOf(type: string): ResourceType | undefined {
    return this.manager.typeOf(type);
  }

  /** @throws AzureError 403 `AuthorizationFailed`, or `LinkedAuthorizationFailed` for what it refers to. */
  async put(id: string, inputs: Properties): Promise<Resource> {
    const write = writing(id, inputs);
    this.#require(write);
    for (const linked of linkedOperations(id, inputs)) {
      const denied = linked.scopes.filter((scope) => !this.#isAllowed({ ...linked, scope }));
      if (denied.length > 0)
        throw linkedAuthorizationFailed(this.login, write, { action: linked.action, scopes: denied });
    }
    return this.manager.put(id, inputs);
  }

  /** @throws AzureError 403 */
  read(id: string): Resource | undefined {
    this.#require(reading(id));
    return this.manager.read(id);
  }

  /** What lies beneath goes with it and needs no rights of its own. @throws AzureError 403 */
  async delete(id: string): Promise<void> {
    this.#require(deleting(id, this.manager.resources.get(id)?.inputs));
    await this.manager.delete(id);
  }

  /** @throws AzureError 403 */
  async act(id: string, path: string, body: Properties): Promise<Properties> {
    this.#require(posting(id, path));
    return this.manager.act(id, path, body);
  }

  #require(operation: ArmOperation): void {
    const { allowed, unfulfilled } = this.#decide(operation);
    if (!allowed) throw authorizationFailed(this.login, operation, unfulfilled !== undefined);
  }

  #isAllowed(operation: ArmOperation): boolean {
    return this.#decide(operation).allowed;
  }

  #decide({ action: name, scope, attributes }: ArmOperation) {
    const request: AccessRequest = {
      operation: name,
      scope,
      anyOf: [[action(name)]],
      ...(attributes && { attributes }),
    };
    return this.access.authorize(this.login, request);
  }
}
