import type { Hono } from "hono";
import { KEY_OPERATIONS as OPERATIONS } from "./caller-access.js";
import { errors } from "./errors.js";
import { type KeyOperations, USES } from "./key-operations.js";
import { objectRoutes } from "./object-routes.js";
import { type Env, nameIn, type On, versionIn } from "./route.js";

/** Routes of keys. */
export function keyRoutes(routes: Hono<Env>, on: On, keys: KeyOperations): void {
  objectRoutes(routes, on, "keys", OPERATIONS, keys);
  for (const how of Object.keys(USES) as (keyof typeof USES)[]) {
    // Without a version the newest is meant; the SDK for Go leaves its place in the path empty.
    for (const path of [`/keys/:name/${how}`, `/keys/:name/:version/${how}`]) {
      routes.post(
        path,
        on(OPERATIONS[how], async (vault, c) => keys.use(vault, nameIn(c), versionIn(c), how, await c.req.text())),
      );
    }
  }
  routes.all("/keys/*", (c) => {
    throw errors.unsupported(
      `${c.req.method} ${c.req.path.replace(/^\/keys\/[^/]+/, "of a key:")}; keys are made by Resource Manager, and encrypt, decrypt, wrap and unwrap`,
    );
  });
}
