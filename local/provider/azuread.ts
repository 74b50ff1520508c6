import { randomBytes, randomUUID } from "node:crypto";
import type { Principal } from "../shared/access.js";
import { TENANT } from "../shared/arm-id.js";
import { AzureError } from "../shared/azure-error.js";
import type { Properties } from "../shared/resource.js";
import type { Store } from "../shared/store.js";
import type { InputDiff, Kept, Package } from "./package.js";
import { changesBetween } from "./property-diff.js";
import { UNKNOWN } from "./struct.js";

/** azuread on the local tenant: objects are kept as declared, with the ids that Entra would give them. */
export class AzureAd implements Package {
  constructor(
    readonly version: string,
    private readonly store: Store,
    private readonly login: Principal,
  ) {
    store.define(
      "CREATE TABLE IF NOT EXISTS directory_objects (id TEXT PRIMARY KEY, token TEXT, inputs TEXT, outputs TEXT) STRICT",
    );
  }

  configure(): void {
    // The tenant is the only one there is.
  }

  check(_token: string, _logicalName: string, _before: Properties, inputs: Properties) {
    return { inputs, failures: [] };
  }

  diff(_token: string, before: Properties, after: Properties): InputDiff {
    return {
      changes: changesBetween(before, after).map((change) => ({ ...change, replaces: false })),
      deleteBeforeReplace: true,
    };
  }

  async create(token: string, inputs: Properties): Promise<Kept> {
    const objectId = randomUUID();
    const outputs = { ...inputs, objectId, ...madeUp(token, inputs) };
    await this.store.write(() =>
      this.store.run(
        "INSERT INTO directory_objects VALUES (?, ?, ?, ?)",
        objectId,
        token,
        JSON.stringify(inputs),
        JSON.stringify(outputs),
      ),
    );
    return { id: objectId, outputs };
  }

  previewUpdate(outputs: Properties, inputs: Properties): Properties {
    return { ...Object.fromEntries(Object.keys(outputs).map((key) => [key, UNKNOWN])), ...inputs };
  }

  async update(_token: string, id: string, inputs: Properties): Promise<Properties> {
    const kept = this.#find(id);
    if (kept === undefined) throw new AzureError(404, "Request_ResourceNotFound", `Resource '${id}' does not exist.`);
    const outputs = { ...kept.outputs, ...inputs };
    await this.store.write(() =>
      this.store.run(
        "UPDATE directory_objects SET inputs = ?, outputs = ? WHERE id = ?",
        JSON.stringify(inputs),
        JSON.stringify(outputs),
        id,
      ),
    );
    return outputs;
  }

  async read(_token: string, id: string) {
    return this.#find(id);
  }

  async delete(_token: string, id: string): Promise<void> {
    await this.store.write(() => this.store.run("DELETE FROM directory_objects WHERE id = ?", id));
  }

  /** Whether a program made an object of this id. */
  has(objectId: string): boolean {
    return this.#find(objectId) !== undefined;
  }

  async invoke(token: string): Promise<Properties> {
    if (token.endsWith(":getClientConfig"))
      return { clientId: this.login.clientId, objectId: this.login.id, tenantId: TENANT };
    throw new AzureError(400, "UnsupportedFunction", `the local Azure does not support the function ${token}`);
  }

  #find(id: string): (Kept & { readonly inputs: Properties }) | undefined {
    const row = this.store.get("SELECT inputs, outputs FROM directory_objects WHERE id = ?", id);
    return row && { id, inputs: JSON.parse(String(row.inputs)), outputs: JSON.parse(String(row.outputs)) };
  }
}

/** What Entra makes up for an object. */
function madeUp(token: string, inputs: Properties): Properties {
  const type = token.split(":").at(-1);
  if (type === "Application" || type === "ApplicationRegistration")
    return { clientId: inputs.clientId ?? randomUUID() };
  if (type === "ServicePrincipal") return { applicationTenantId: TENANT, type: "Application" };
  if (type?.endsWith("Password")) return { keyId: randomUUID(), value: randomBytes(30).toString("base64url") };
  return {};
}
