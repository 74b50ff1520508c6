import type { ArmClient } from "../resources/arm-client.js";
import type { Registrations } from "../resources/registrations.js";
import type { Access, Principal } from "../shared/access.js";
import type { Misbehaviours } from "../shared/misbehaviour.js";
import type { Resources } from "../shared/resource.js";

/** What the endpoint is made of. */
export interface Management {
  readonly access: Access;
  readonly resources: Resources;
  readonly registrations: Registrations;
  readonly misbehaviours: Misbehaviours;
  /** Azure Resource Manager for one caller. */
  armOf(principal: Principal): ArmClient;
}

/** What a request came to; without a body there is none. */
export interface Outcome {
  readonly status: number;
  readonly body?: object;
}
