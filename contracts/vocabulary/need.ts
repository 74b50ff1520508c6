import type { EventType } from "./event.js";
import type { BlobContainer, Resource } from "./resource.js";

export type Access = "read" | "write" | "readWrite";

/** A resource that an app uses, and how. */
export interface ResourceNeed<R extends Resource = Resource, A extends Access = Access> {
  readonly kind: R["kind"];
  readonly resource: R;
  readonly access: A;
}

/** The right to publish these kinds of event to the topic that the stack wires to this need. */
export interface PublishNeed<E extends EventType = EventType> {
  readonly kind: "publish";
  readonly events: readonly E[];
}

/**
 * Each kind of need and its shape: what a table over the kinds (role, setting, client) is exhaustive over.
 * One member a kind, so that `need.kind` narrows `need.resource`.
 */
export type NeedByKind = {
  readonly [K in Resource["kind"]]: ResourceNeed<Extract<Resource, { kind: K }>>;
} & { readonly publish: PublishNeed };
export type NeedKind = keyof NeedByKind;
export type Need = NeedByKind[NeedKind];
export type Needs = Readonly<Record<string, Need>>;

const need = <R extends Resource, A extends Access>(resource: R, access: A): ResourceNeed<R, A> => ({
  kind: resource.kind,
  resource,
  access,
});

export const read = <R extends Resource>(resource: R): ResourceNeed<R, "read"> => need(resource, "read");
/** Secrets are written by the stack, never by an app. */
export const write = <R extends Exclude<Resource, { kind: "secret" }>>(resource: R): ResourceNeed<R, "write"> =>
  need(resource, "write");
export const readWrite = <R extends Exclude<Resource, { kind: "secret" }>>(resource: R): ResourceNeed<R, "readWrite"> =>
  need(resource, "readWrite");

/** @param events the kinds of event that the app may publish; no other compiles. */
export const publish = <const E extends readonly EventType[]>(...events: E): PublishNeed<E[number]> => ({
  kind: "publish",
  events,
});

/** The container in which every app that handles events sets aside those that it can never handle. */
export const SET_ASIDE: BlobContainer<"set-aside"> = { kind: "blobContainer", name: "set-aside" };
