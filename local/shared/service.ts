import type { IncomingMessage, ServerResponse } from "node:http";
import type { Access, Identities } from "./access.js";
import type { Activities } from "./activity.js";
import type { Clock } from "./clock.js";
import type { Misbehaviours } from "./misbehaviour.js";
import type { Arm, Resources, ResourceType } from "./resource.js";
import type { Store } from "./store.js";
import type { Wire } from "./wire.js";

/** One Azure service: the host names that it answers and the resource types that it gives life to. */
export interface Service {
  readonly name: string;
  /** Whether it answers a host name, e.g. `kv-names.vault.azure.net`; lower case, without port. */
  answers(host: string): boolean;
  /** Answers a request. An error that it throws becomes a 500 that names the service. */
  handle(request: IncomingMessage, response: ServerResponse): void | Promise<void>;
  readonly resourceTypes: readonly ResourceType[];
  /** Takes up what the store holds from an earlier run. The gateway answers already. */
  start(): Promise<void>;
  /** Ends what it started; what was accepted stays stored. */
  stop(): Promise<void>;
}

/** What every service is given. */
export interface Platform {
  /** A folder of its own for every service: `${folder}/${service}`. Readable by the user alone. */
  readonly folder: string;
  readonly clock: Clock;
  readonly store: Store;
  readonly resources: Resources;
  readonly arm: Arm;
  readonly access: Access;
  readonly identities: Identities;
  readonly activities: Activities;
  readonly misbehaviours: Misbehaviours;
  readonly wire: Wire;
  /** Host names, lower case, whose code a debugger may stop at any moment: who calls one waits for as long as it takes. */
  readonly debugged: Set<string>;
}
