import { randomBytes, randomUUID } from "node:crypto";
import { appRoleAssignmentType } from "../entra/graph/app-role-assignment.js";
import { applicationType } from "../entra/graph/application.js";
import type { DirectoryObject } from "../entra/graph/directory-objects.js";
import type { DirectoryType, Tenant } from "../entra/graph/directory-type.js";
import { federatedCredentialType } from "../entra/graph/federated-credential.js";
import { doesNotExist, insufficientPrivileges } from "../entra/graph/graph-error.js";
import { servicePrincipalType } from "../entra/graph/service-principal.js";
import type { Principal } from "../shared/access.js";
import { TENANT } from "../shared/arm-id.js";
import { AzureError } from "../shared/azure-error.js";
import type { Properties } from "../shared/resource.js";
import type { InputDiff, Kept, Package } from "./package.js";
import { changesBetween, touches } from "./property-diff.js";
import { UNKNOWN } from "./struct.js";

const TYPES: ReadonlyMap<string, DirectoryType> = new Map(
  [applicationType, servicePrincipalType, federatedCredentialType, appRoleAssignmentType].flatMap((type) =>
    type.tokens.map((token) => [token, type] as const),
  ),
);

/** It would be kept, and no login would look at it. */
const REFUSED = /FlexibleFederatedIdentityCredential$/;

/** Who the provider is logged in as. */
export interface DirectoryLogin {
  readonly principal: Principal;
  /** Whether it may read and write the directory. Roles of Azure say nothing about that. */
  readonly administers: boolean;
}

/**
 * azuread on the local tenant. Types that it does not know of are kept as declared.
 *
 * @see https://github.com/hashicorp/terraform-provider-azuread internal/services for ids, replacement and texts
 */
export class AzureAd implements Package {
  constructor(
    readonly version: string,
    private readonly tenant: Tenant,
    private readonly login: DirectoryLogin,
  ) {}

  configure(): void {
    // The tenant is the only one there is.
  }

  check(_token: string, _logicalName: string, _before: Properties, inputs: Properties) {
    return { inputs, failures: [] };
  }

  diff(token: string, before: Properties, after: Properties): InputDiff {
    const replacing = TYPES.get(token)?.replaceOn ?? [];
    return {
      changes: changesBetween(before, after).map((change) => ({
        ...change,
        replaces: replacing.some((property) => touches(change.path, property)),
      })),
      deleteBeforeReplace: true,
    };
  }

  async create(token: string, inputs: Properties): Promise<Kept> {
    this.#requireAdministrator();
    if (REFUSED.test(token)) {
      throw new AzureError(400, "UnsupportedType", `the local Azure does not support ${token}`);
    }
    const { id, madeUp } = TYPES.get(token)?.make(inputs, this.tenant) ?? plain(token);
    return this.#keep({ id, token, inputs, outputs: { ...inputs, ...madeUp } });
  }

  previewUpdate(outputs: Properties, inputs: Properties): Properties {
    return { ...Object.fromEntries(Object.keys(outputs).map((key) => [key, UNKNOWN])), ...inputs };
  }

  async update(token: string, id: string, inputs: Properties): Promise<Properties> {
    this.#requireAdministrator();
    const before = this.tenant.objects.get(id);
    if (before === undefined) throw doesNotExist(id);
    TYPES.get(token)?.requireChange?.(before, inputs, this.tenant);
    const madeUp = Object.entries(before.outputs).filter(([key]) => !(key in before.inputs));
    const { outputs } = await this.#keep({ ...before, inputs, outputs: { ...Object.fromEntries(madeUp), ...inputs } });
    return outputs;
  }

  async read(_token: string, id: string) {
    this.#requireAdministrator();
    const object = this.tenant.objects.get(id);
    return object && { id, inputs: object.inputs, outputs: this.#show(object) };
  }

  async delete(token: string, id: string): Promise<void> {
    this.#requireAdministrator();
    const object = this.tenant.objects.get(id);
    if (object === undefined) return;
    const beneath = TYPES.get(token)?.beneath?.(object, this.tenant) ?? [];
    await this.tenant.objects.remove([...beneath, object].map((one) => one.id));
  }

  async invoke(token: string): Promise<Properties> {
    const { clientId, id } = this.login.principal;
    if (token.endsWith(":getClientConfig")) return { clientId, objectId: id, tenantId: TENANT };
    throw new AzureError(400, "UnsupportedFunction", `the local Azure does not support the function ${token}`);
  }

  async #keep(object: DirectoryObject): Promise<Kept> {
    await this.tenant.objects.put(object);
    return { id: object.id, outputs: this.#show(object) };
  }

  #show(object: DirectoryObject): Properties {
    return { ...object.outputs, ...TYPES.get(object.token)?.derive?.(object, this.tenant) };
  }

  #requireAdministrator(): void {
    if (!this.login.administers) throw insufficientPrivileges();
  }
}

/** An object of a type that the tenant has no rules for. */
function plain(token: string): ReturnType<DirectoryType["make"]> {
  const objectId = randomUUID();
  const password = token.endsWith("Password")
    ? { keyId: randomUUID(), value: randomBytes(30).toString("base64url") }
    : {};
  return { id: objectId, madeUp: { objectId, ...password } };
}
