import { randomUUID } from "node:crypto";
import { type Context, Hono } from "hono";
import type { Platform } from "../shared/service.js";
import { authenticateCaller, OPERATIONS, type Operation, requireRight, secretId } from "./caller-access.js";
import { DATA_API_VERSIONS, SECRET_NAME, SERVICE } from "./constants.js";
import { errors, KeyVaultError } from "./errors.js";
import { pageOf } from "./page.js";
import type { SecretOperations } from "./secret-operations.js";
import type { Vault, Vaults } from "./vault.js";

type Env = { Variables: { vault: Vault; authorized: (operation: Operation, name?: string) => void } };

/** Routes of the data plane: authentication, then the version, then the operation with its right. */
export function dataPlane(platform: Platform, vaults: Vaults, secrets: SecretOperations): Hono<Env> {
  // A client asks for the newest version by an empty one: `/secrets/{name}/`.
  const routes = new Hono<Env>({ strict: false });
  routes.use(async (c, next) => {
    const host = (c.req.header("host") ?? "").replace(/:\d+$/, "").toLowerCase();
    const vault = vaults.byHost(host);
    if (vault === undefined) throw errors.noVault(host);
    const principal = await authenticateCaller(platform.access, vault, c.req.header("authorization"));
    requireVersion(c.req.query("api-version"));
    c.set("vault", vault);
    c.set("authorized", (operation, name) => {
      const scope = name === undefined ? vault.id : secretId(vault, name);
      requireRight(platform.access, principal, vault, operation, scope);
    });
    await next();
  });

  const on = (operation: Operation, run: (vault: Vault, c: Context<Env>) => unknown) => async (c: Context<Env>) => {
    const began = platform.clock.now().getTime();
    const vault = c.get("vault");
    const name = c.req.param("name");
    // A name is part of the scope: one that is none must not be led to where another secret lies.
    if (name !== undefined && !SECRET_NAME.test(name)) throw errors.invalidName(name);
    c.get("authorized")(operation, name);
    const body = await run(vault, c);
    const status = body === undefined ? 204 : 200;
    platform.activities.record({
      service: SERVICE,
      what: operation.name,
      target: name === undefined ? vault.id : secretId(vault, name),
      ...(name !== undefined && { subject: name }),
      status,
      ms: platform.clock.now().getTime() - began,
    });
    return body === undefined ? c.body(null, 204) : c.json(body);
  };
  const name = (c: Context<Env>) => c.req.param("name") ?? "";
  const version = (c: Context<Env>) => c.req.param("version");
  const page = (c: Context<Env>, items: object[]) => pageOf(new URL(c.req.url), items);

  routes.get(
    "/secrets",
    on(OPERATIONS.list, (vault, c) => page(c, secrets.list(vault))),
  );
  routes.get(
    "/secrets/:name",
    on(OPERATIONS.get, (vault, c) => secrets.get(vault, name(c))),
  );
  routes.get(
    "/secrets/:name/versions",
    on(OPERATIONS.listVersions, (vault, c) => page(c, secrets.listVersions(vault, name(c)))),
  );
  routes.get(
    "/secrets/:name/:version",
    on(OPERATIONS.get, (vault, c) => secrets.get(vault, name(c), version(c))),
  );
  routes.put(
    "/secrets/:name",
    on(OPERATIONS.set, async (vault, c) => secrets.set(vault, name(c), await c.req.text())),
  );
  for (const path of ["/secrets/:name", "/secrets/:name/:version"]) {
    routes.patch(
      path,
      on(OPERATIONS.update, async (vault, c) => secrets.update(vault, name(c), version(c), await c.req.text())),
    );
  }
  routes.delete(
    "/secrets/:name",
    on(OPERATIONS.delete, (vault, c) => secrets.delete(vault, name(c))),
  );
  routes.get(
    "/deletedsecrets",
    on(OPERATIONS.listDeleted, (vault, c) => page(c, secrets.listDeleted(vault))),
  );
  routes.get(
    "/deletedsecrets/:name",
    on(OPERATIONS.getDeleted, (vault, c) => secrets.getDeleted(vault, name(c))),
  );
  routes.delete(
    "/deletedsecrets/:name",
    on(OPERATIONS.purge, (vault, c) => secrets.purge(vault, name(c))),
  );
  routes.post(
    "/deletedsecrets/:name/recover",
    on(OPERATIONS.recover, (vault, c) => secrets.recover(vault, name(c))),
  );
  routes.post("/secrets/:name/backup", () => {
    throw errors.unsupported("the backup of secrets");
  });
  routes.post("/secrets/restore", () => {
    throw errors.unsupported("the restoring of secrets");
  });
  for (const kind of ["keys", "certificates", "storage"]) {
    routes.all(`/${kind}/*`, () => {
      throw errors.unsupported(`the ${kind} of a vault`);
    });
  }
  routes.notFound((c) => failed(c, errors.notFound(c.req.method, c.req.path)));
  routes.onError((error, c) => {
    if (error instanceof KeyVaultError) return failed(c, error);
    throw error;
  });
  return routes;
}

function requireVersion(given: string | undefined): void {
  if (given === undefined) throw errors.badParameter("The request URI has no api-version.");
  if (!DATA_API_VERSIONS.test(given)) {
    throw errors.badParameter(
      `The api-version '${given}' is not supported; 7.0 to 7.6, 2025-07-01 and 2026-04-01 are.`,
    );
  }
}

function failed(c: Context, error: KeyVaultError): Response {
  const headers = { ...error.headers, "cache-control": "no-cache", "x-ms-request-id": randomUUID() };
  return c.json(error.body(), error.status as 400, headers);
}
