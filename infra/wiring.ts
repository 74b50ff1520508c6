import type * as pulumi from "@pulumi/pulumi";
import type { App, EventType, Need, Needs, PublishNeed, Resource, ResourceNeed } from "../contracts/index.js";

/** What meets a need: where it is, and what a grant on it names. */
export interface Wire {
  /** Value of the app setting. */
  readonly url: pulumi.Input<string>;
  /** ARM id of the thing itself, the narrowest scope that a grant can have. */
  readonly scope: pulumi.Input<string>;
  /** Stands for the scope in the grant's name, which has to be known before the thing exists. */
  readonly label: string;
  /** What exists first, and with which the grant is replaced. */
  readonly target: pulumi.Resource;
}

/** Meets a need for this container, table or secret and no other. */
export interface ResourceWire<R extends Resource> extends Wire {
  readonly kind: R["kind"];
  readonly resource: R;
}

/** Meets a need to publish these kinds of event: any topic that carries at least them. */
export interface TopicWire<E extends EventType> extends Wire {
  readonly kind: "publish";
  /** A property, not a method, so that a topic that carries less does not compile. */
  readonly carries: (event: E) => boolean;
}

export type WireOf<N extends Need> =
  N extends PublishNeed<infer E> ? TopicWire<E> : N extends ResourceNeed<infer R> ? ResourceWire<R> : never;

/** One wire for each need of a manifest, under the same name, and nothing else. */
export type Wiring<N extends Needs> = keyof N extends never
  ? Readonly<Record<string, never>>
  : { readonly [K in keyof N]: WireOf<N[K]> };

/** A need and what meets it. */
export interface WiredNeed {
  readonly key: string;
  readonly need: Need;
  readonly wire: Wire;
}

/**
 * The needs of an app with their wires, checked for what types cannot tell apart.
 *
 * @throws when a wire is missing, unasked for, or leads to another resource than the manifest names.
 */
export function wiredNeeds<A extends App>(app: A, wiring: Wiring<A["needs"]>): WiredNeed[] {
  const wires: Readonly<Record<string, ResourceWire<Resource> | TopicWire<never> | undefined>> = wiring;
  const keys = Object.keys(app.needs);
  for (const key of Object.keys(wires)) {
    if (!keys.includes(key)) throw new Error(`app "${app.name}", wiring "${key}": expected one of ${keys.join(", ")}`);
  }
  return Object.entries<Need>(app.needs).map(([key, need]) => {
    const wire = wires[key];
    const wanted = describe(need);
    if (wire === undefined) throw new Error(`app "${app.name}", wiring "${key}" is missing: expected ${wanted}`);
    if (!fits(need, wire)) {
      throw new Error(`app "${app.name}", wiring "${key}" is ${describe(wire)}: expected ${wanted}`);
    }
    return { key, need, wire };
  });
}

function fits(need: Need, wire: ResourceWire<Resource> | TopicWire<never>): boolean {
  if (need.kind === "publish" || wire.kind === "publish") {
    return need.kind === "publish" && wire.kind === "publish" && need.events.every((e) => wire.carries(e as never));
  }
  return need.kind === wire.kind && need.resource.name === wire.resource.name;
}

function describe(thing: Need | ResourceWire<Resource> | TopicWire<never>): string {
  if ("events" in thing) return `a topic that carries ${thing.events.map(({ type }) => type).join(", ")}`;
  return "resource" in thing ? `the ${thing.kind} "${thing.resource.name}"` : `the topic "${thing.label}"`;
}
