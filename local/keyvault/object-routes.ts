import type { Hono } from "hono";
import type { Operation } from "./caller-access.js";
import { type Env, nameIn, type On, page, versionIn } from "./route.js";
import type { Vault } from "./vault.js";

/** What can be done with every kind of object of a vault. */
export interface VaultObjects {
  list(vault: Vault): object[];
  get(vault: Vault, name: string, version?: string): object;
  listVersions(vault: Vault, name: string): object[];
  delete(vault: Vault, name: string): Promise<object>;
  listDeleted(vault: Vault): object[];
  getDeleted(vault: Vault, name: string): object;
  purge(vault: Vault, name: string): Promise<void>;
  recover(vault: Vault, name: string): Promise<object>;
}

/** The routes that all kinds of objects have in common. */
export function objectRoutes(
  routes: Hono<Env>,
  on: On,
  kind: "keys" | "secrets",
  operations: Readonly<Record<keyof VaultObjects, Operation>>,
  objects: VaultObjects,
): void {
  routes.get(
    `/${kind}`,
    on(operations.list, (vault, c) => page(c, objects.list(vault))),
  );
  routes.get(
    `/${kind}/:name`,
    on(operations.get, (vault, c) => objects.get(vault, nameIn(c))),
  );
  routes.get(
    `/${kind}/:name/versions`,
    on(operations.listVersions, (vault, c) => page(c, objects.listVersions(vault, nameIn(c)))),
  );
  routes.get(
    `/${kind}/:name/:version`,
    on(operations.get, (vault, c) => objects.get(vault, nameIn(c), versionIn(c))),
  );
  routes.delete(
    `/${kind}/:name`,
    on(operations.delete, (vault, c) => objects.delete(vault, nameIn(c))),
  );
  routes.get(
    `/deleted${kind}`,
    on(operations.listDeleted, (vault, c) => page(c, objects.listDeleted(vault))),
  );
  routes.get(
    `/deleted${kind}/:name`,
    on(operations.getDeleted, (vault, c) => objects.getDeleted(vault, nameIn(c))),
  );
  routes.delete(
    `/deleted${kind}/:name`,
    on(operations.purge, (vault, c) => objects.purge(vault, nameIn(c))),
  );
  routes.post(
    `/deleted${kind}/:name/recover`,
    on(operations.recover, (vault, c) => objects.recover(vault, nameIn(c))),
  );
}
