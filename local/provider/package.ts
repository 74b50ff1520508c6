import type { Properties } from "../shared/resource.js";

/** The answer to a diff of inputs. */
export interface InputDiff {
  readonly changes: readonly {
    readonly path: string;
    readonly kind: "add" | "delete" | "update";
    readonly replaces: boolean;
  }[];
  readonly deleteBeforeReplace: boolean;
}

/** A resource as the engine knows it. */
export interface Kept {
  readonly id: string;
  readonly outputs: Properties;
}

/** What a package (azure-native, azuread) does with its resources, free of the engine's protocol. */
export interface Package {
  /** Version of the SDK that it answers to: the engine asks for the same. */
  readonly version: string;
  /** @param config of the provider, e.g. `location`. */
  configure(config: Readonly<Record<string, string>>): void;
  /** Fills in what the provider fills in. @returns the inputs, and what is wrong with them. */
  check(
    token: string,
    logicalName: string,
    before: Properties,
    inputs: Properties,
    seed: Uint8Array,
  ): { readonly inputs: Properties; readonly failures: readonly string[] };
  diff(token: string, before: Properties, after: Properties): InputDiff;
  create(token: string, inputs: Properties): Promise<Kept>;
  /** @param outputs as the engine has them. */
  previewUpdate(outputs: Properties, inputs: Properties): Properties;
  update(token: string, id: string, inputs: Properties): Promise<Properties>;
  /** Nothing when it is gone. */
  read(token: string, id: string): Promise<(Kept & { readonly inputs: Properties }) | undefined>;
  delete(token: string, id: string): Promise<void>;
  invoke(token: string, inputs: Properties): Promise<Properties>;
}
