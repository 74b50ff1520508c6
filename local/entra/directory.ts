import { randomBytes, randomUUID } from "node:crypto";
import type { Principal } from "../shared/access.js";
import { TENANT } from "../shared/arm-id.js";
import { sameSecret } from "../shared/same-secret.js";
import type { Store } from "../shared/store.js";

/** Who deploys: the login of the provider. */
export const DEPLOYER = "deployer";
/** Who looks at and tries out what was deployed: the login that `env` prints. */
export const DEVELOPER = "developer";

/** The people of the tenant: service principals that log in with a client secret, made at the first start. */
export class Directory {
  constructor(private readonly store: Store) {
    store.define(
      "CREATE TABLE IF NOT EXISTS principals (name TEXT PRIMARY KEY, id TEXT, client_id TEXT, secret TEXT) STRICT",
    );
    for (const name of [DEPLOYER, DEVELOPER]) {
      store.run(
        "INSERT OR IGNORE INTO principals VALUES (?, ?, ?, ?)",
        name,
        randomUUID(),
        randomUUID(),
        randomBytes(30).toString("base64url"),
      );
    }
  }

  principal(name: string): Principal {
    const row = this.store.get("SELECT id, client_id FROM principals WHERE name = ?", name);
    if (row === undefined)
      throw new Error(`the tenant has no principal "${name}"; it has ${DEPLOYER} and ${DEVELOPER}`);
    return { id: String(row.id), clientId: String(row.client_id), tenant: TENANT };
  }

  /** Whether it has a principal of this object id. */
  has(id: string): boolean {
    return this.store.get("SELECT id FROM principals WHERE id = ?", id) !== undefined;
  }

  /** What a process needs to log in as this principal, for `EnvironmentCredential`. */
  credentials(name: string): Readonly<Record<string, string>> {
    const row = this.store.get("SELECT client_id, secret FROM principals WHERE name = ?", name);
    if (row === undefined)
      throw new Error(`the tenant has no principal "${name}"; it has ${DEPLOYER} and ${DEVELOPER}`);
    return { AZURE_TENANT_ID: TENANT, AZURE_CLIENT_ID: String(row.client_id), AZURE_CLIENT_SECRET: String(row.secret) };
  }

  /** Checks a client secret. */
  login(clientId: string, secret: string): Principal | undefined {
    const row = this.store.get("SELECT id, client_id, secret FROM principals WHERE client_id = ?", clientId);
    if (row === undefined) return undefined;
    if (!sameSecret(String(row.secret), secret)) return undefined;
    return { id: String(row.id), clientId, tenant: TENANT };
  }
}
