import type { Hono } from "hono";
import { SECRET_OPERATIONS as OPERATIONS } from "./caller-access.js";
import { errors } from "./errors.js";
import { objectRoutes } from "./object-routes.js";
import { type Env, nameIn, type On, versionIn } from "./route.js";
import type { SecretOperations } from "./secret-operations.js";

/** Routes of secrets. */
export function secretRoutes(routes: Hono<Env>, on: On, secrets: SecretOperations): void {
  objectRoutes(routes, on, "secrets", OPERATIONS, secrets);
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
  routes.post("/secrets/:name/backup", () => {
    throw errors.unsupported("the backup of secrets");
  });
  routes.post("/secrets/restore", () => {
    throw errors.unsupported("the restoring of secrets");
  });
}
