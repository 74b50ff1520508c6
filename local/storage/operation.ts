import type { IncomingHttpHeaders } from "node:http";
import { type AccessRequest, action, dataAction, type Right } from "../shared/access.js";
import { StorageError } from "./storage-error.js";
import type { StorageHost } from "./storage-host.js";

/** A request to the data plane, as far as its operation depends on it. */
export interface StorageRequest extends StorageHost {
  /** ARM id of the account. */
  readonly accountId: string;
  readonly method: string;
  /** Decoded, without the slash that it starts with: `container/folder/blob`. */
  readonly path: string;
  readonly query: ReadonlyMap<string, string>;
  readonly headers: IncomingHttpHeaders;
}

/** What a request asks for: its name in Azure's REST reference, and what it needs. */
export interface Operation {
  /** e.g. `Put Blob`. */
  readonly name: string;
  /** Whether it changes something: such calls are recorded even when they succeed. */
  readonly writes: boolean;
  /** Name of the blob, or of the table or queue. */
  readonly subject?: string;
  /** All of these must be allowed. Empty when the call is open to anybody, as a CORS preflight is. */
  readonly access: readonly AccessRequest[];
  /** What is enough instead of `access` when the blob does not exist yet. */
  readonly accessWhenNew?: readonly AccessRequest[];
}

/** What an operation needs: any of these alternatives, each a set of rights. */
export interface Rule {
  readonly name: string;
  readonly writes: boolean;
  /** Listing and service settings are of the account; everything else is of one container, queue or table. */
  readonly scope: "account" | "inner";
  readonly anyOf: readonly (readonly Right[])[];
}

export const STORAGE = "Microsoft.Storage/storageAccounts";

/** A call that Azure judges by a control action although it goes to the data endpoint. */
export const controlled = (name: string, writes: boolean, scope: Rule["scope"], right: string): Rule => ({
  name,
  writes,
  scope,
  anyOf: [[action(`${STORAGE}/${right}`)]],
});

/** A call on what a container, queue or table holds. Each alternative is a list of data actions. */
export const onData = (name: string, writes: boolean, ...anyOf: (readonly string[])[]): Rule => ({
  name,
  writes,
  scope: "inner",
  anyOf: anyOf.map((rights) => rights.map((right) => dataAction(`${STORAGE}/${right}`))),
});

/** The parameters that choose the operation, in one form: `restype=container&comp=list`; empty without any. */
export function selector(query: ReadonlyMap<string, string>): string {
  return ["restype", "comp"].flatMap((name) => (query.has(name) ? [`${name}=${query.get(name)}`] : [])).join("&");
}

/** @throws StorageError: what is not known cannot be authorised, so it is refused by name. */
export function unsupported(what: string): never {
  throw new StorageError(501, "NotImplemented", `The local Azure does not support ${what}.`);
}

/** A CORS preflight needs no rights. */
export const preflight = (service: string): Operation => ({
  name: `Preflight ${service} Request`,
  writes: false,
  access: [],
});
