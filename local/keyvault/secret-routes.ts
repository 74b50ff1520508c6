import type { Hono } from "hono";
import { SECRET_OPERATIONS as OPERATIONS } from "./caller-access.js";
import { errors } from "./errors.js";
import { type Env, nameIn, type On, page, versionIn } from "./route.js";
import type { SecretOperations } from "./secret-operations.js";

/** Routes of secrets. */
export function secretRoutes(routes: Hono<Env>, on: On, secrets: SecretOperations): void {
  routes.get(
    "/secrets",
    on(OPERATIONS.list, (vault, c) => page(c, secrets.list(vault))),
  );
  routes.get(
    "/secrets/:name",
    on(OPERATIONS.get, (vault, c) => secrets.get(vault, nameIn(c))),
  );
  routes.get(
    "/secrets/:name/versions",
    on(OPERATIONS.listVersions, (vault, c) => page(c, secrets.listVersions(vault, nameIn(c)))),
  );
  routes.get(
    "/secrets/:name/:version",
    on(OPERATIONS.get, (vault, c) => secrets.get(vault, nameIn(c), versionIn(c))),
  );
  routes.put(
    "/secrets/:name",
    on(OPERATIONS.set, async (vault, c) => secrets.set(vault, nameIn(c), await c.req.text())),
  );
  for (const path of ["/secrets/:name", "/secrets/:name/:version"]) {
    routes.patch(
      path,
      on(OPERATIONS.update, async (vault, c) => secrets.update(vault, nameIn(c), versionIn(c), await c.req.text())),
    );
  }
  routes.delete(
    "/secrets/:name",
    on(OPERATIONS.delete, (vault, c) => secrets.delete(vault, nameIn(c))),
  );
  routes.get(
    "/deletedsecrets",
    on(OPERATIONS.listDeleted, (vault, c) => page(c, secrets.listDeleted(vault))),
  );
  routes.get(
    "/deletedsecrets/:name",
    on(OPERATIONS.getDeleted, (vault, c) => secrets.getDeleted(vault, nameIn(c))),
  );
  routes.delete(
    "/deletedsecrets/:name",
    on(OPERATIONS.purge, (vault, c) => secrets.purge(vault, nameIn(c))),
  );
  routes.post(
    "/deletedsecrets/:name/recover",
    on(OPERATIONS.recover, (vault, c) => secrets.recover(vault, nameIn(c))),
  );
  routes.post("/secrets/:name/backup", () => {
    throw errors.unsupported("the backup of secrets");
  });
  routes.post("/secrets/restore", () => {
    throw errors.unsupported("the restoring of secrets");
  });
}
