import type { Resource, Resources } from "../shared/resource.js";
import { COMPONENT_TYPE } from "./constants.js";

/** A component, as ingestion sees it. */
export interface Component {
  readonly id: string;
  readonly name: string;
  readonly disableLocalAuth: boolean;
}

/** The components that are declared now, by instrumentation key. */
export class Components {
  readonly #byKey = new Map<string, Component>();

  constructor(resources: Resources) {
    for (const resource of resources.list(COMPONENT_TYPE)) this.#put(resource);
    resources.onChange(({ kind, resource }) => {
      if (resource.type.toLowerCase() !== COMPONENT_TYPE.toLowerCase()) return;
      if (kind === "put") this.#put(resource);
      else this.#byKey.delete(keyOf(resource));
    });
  }

  byInstrumentationKey(key: string): Component | undefined {
    return this.#byKey.get(key.toLowerCase());
  }

  #put(resource: Resource): void {
    const { id, name, outputs } = resource;
    this.#byKey.set(keyOf(resource), { id, name, disableLocalAuth: outputs.disableLocalAuth === true });
  }
}

const keyOf = ({ outputs }: Resource): string => String(outputs.instrumentationKey).toLowerCase();
