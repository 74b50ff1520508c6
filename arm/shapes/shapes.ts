import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { linkTypes } from "./link-types.js";
import type { CarriedTypes } from "./published.js";
import type { Shape } from "./shape.js";

/** Where the published types are kept that this project carries. */
export const TYPES = join(import.meta.dirname, "../types");

/** The shapes of all resource types that are carried. */
export class Shapes {
  private constructor(private readonly byName: ReadonlyMap<string, Shape>) {}

  /** @param folder of JSON files as `renew.ts` writes them. */
  static load(folder = TYPES): Shapes {
    const files = readdirSync(folder).filter((file) => file.endsWith(".json"));
    const carried = files.map((file) => JSON.parse(readFileSync(join(folder, file), "utf8")) as CarriedTypes);
    return new Shapes(new Map(carried.flatMap((file) => [...linkTypes(file)])));
  }

  /**
   * Shape of a resource's body.
   *
   * @param type e.g. `Microsoft.Storage/storageAccounts`; in any case, as everywhere in ARM.
   * @returns nothing when the type is not carried in that version.
   */
  of(type: string, apiVersion: string): Shape | undefined {
    return this.byName.get(`${type}@${apiVersion}`.toLowerCase());
  }
}
