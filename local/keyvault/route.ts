import type { HttpBindings } from "@hono/node-server";
import type { Context, Handler } from "hono";
import type { Operation } from "./caller-access.js";
import { pageOf } from "./page.js";
import type { Vault } from "./vault.js";

/** What each request is given. */
export type Env = {
  Bindings: HttpBindings;
  Variables: { vault: Vault; authorized: (operation: Operation, scope: string) => void };
};

/** Makes the handler of an operation: the right first, then what it does. Nothing is answered with 204. */
export type On = (operation: Operation, run: (vault: Vault, c: Context<Env>) => unknown) => Handler<Env>;

export const nameIn = (c: Context<Env>): string => c.req.param("name") ?? "";
export const versionIn = (c: Context<Env>): string | undefined => c.req.param("version");
export const page = (c: Context<Env>, items: object[]): object => pageOf(new URL(c.req.url), items);
