import type { Hono } from "hono";
import { KEY_OPERATIONS as OPERATIONS } from "./caller-access.js";
import { errors } from "./errors.js";
import { type KeyOperations, USES } from "./key-operations.js";
import { type Env, nameIn, type On, page, versionIn } from "./route.js";

/** Routes of keys. */
export function keyRoutes(routes: Hono<Env>, on: On, keys: KeyOperations): void {
  routes.get(
    "/keys",
    on(OPERATIONS.list, (vault, c) => page(c, keys.list(vault))),
  );
  routes.get(
    "/keys/:name",
    on(OPERATIONS.get, (vault, c) => keys.get(vault, nameIn(c))),
  );
  routes.get(
    "/keys/:name/versions",
    on(OPERATIONS.listVersions, (vault, c) => page(c, keys.listVersions(vault, nameIn(c)))),
  );
  routes.get(
    "/keys/:name/:version",
    on(OPERATIONS.get, (vault, c) => keys.get(vault, nameIn(c), versionIn(c))),
  );
  for (const how of Object.keys(USES) as (keyof typeof USES)[]) {
    // Without a version the newest is meant; the SDK for Go leaves its place in the path empty.
    for (const path of [`/keys/:name/${how}`, `/keys/:name/:version/${how}`]) {
      routes.post(
        path,
        on(OPERATIONS[how], async (vault, c) => keys.use(vault, nameIn(c), versionIn(c), how, await c.req.text())),
      );
    }
  }
  routes.delete(
    "/keys/:name",
    on(OPERATIONS.delete, (vault, c) => keys.delete(vault, nameIn(c))),
  );
  routes.get(
    "/deletedkeys",
    on(OPERATIONS.listDeleted, (vault, c) => page(c, keys.listDeleted(vault))),
  );
  routes.get(
    "/deletedkeys/:name",
    on(OPERATIONS.getDeleted, (vault, c) => keys.getDeleted(vault, nameIn(c))),
  );
  routes.delete(
    "/deletedkeys/:name",
    on(OPERATIONS.purge, (vault, c) => keys.purge(vault, nameIn(c))),
  );
  routes.post(
    "/deletedkeys/:name/recover",
    on(OPERATIONS.recover, (vault, c) => keys.recover(vault, nameIn(c))),
  );
  routes.all("/keys/*", (c) => {
    throw errors.unsupported(
      `${c.req.method} ${c.req.path.replace(/^\/keys\/[^/]+/, "of a key:")}; keys are made by Resource Manager, and encrypt, decrypt, wrap and unwrap`,
    );
  });
}
