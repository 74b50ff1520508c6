import { type Access, type AccessRequest, action, dataAction, type Principal } from "../shared/access.js";
import { typeOf } from "../shared/arm-id.js";
import type { Properties, Resource, ResourceType } from "../shared/resource.js";
import { type ArmOperation, deleting, posting, reading, readingAll, writing } from "./arm-operation.js";
import { authorizationFailed, forbiddenByService, linkedAuthorizationFailed } from "./arm-refusal.js";
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

  /** @param type e.g. `Microsoft.Web/sites`. @param scope of a list of them. @throws AzureError 403 */
  requireRead(type: string, scope: string): void {
    this.#require(readingAll(type, scope));
  }

  /** What lies beneath goes with it and needs no rights of its own. @throws AzureError 403 */
  async delete(id: string): Promise<void> {
    const right = this.typeOf(typeOf(id))?.deleteRight;
    if (right === undefined) this.#require(deleting(id, this.manager.resources.get(id)?.inputs));
    else this.#requireOfService(id, right);
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

  /** A deletion that the provider asks the service itself for, with the login's rights on data. */
  #requireOfService(id: string, right: string): void {
    const request: AccessRequest = { operation: "Delete", scope: id, anyOf: [[dataAction(right)]] };
    if (!this.access.authorize(this.login, request).allowed) throw forbiddenByService(this.login, right, id);
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
