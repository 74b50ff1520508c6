import type { Properties } from "../../shared/resource.js";
import type { DirectoryObject, DirectoryObjects } from "./directory-objects.js";

/** What a type of object needs to know of the tenant. */
export interface Tenant {
  readonly objects: DirectoryObjects;
  /** Whether it has a principal of this object id that is no declared object: a person, or a managed identity. */
  isPrincipal(objectId: string): boolean;
}

/** How the tenant treats the objects of one of azuread's types. */
export interface DirectoryType {
  /** azuread's types that are such objects. */
  readonly tokens: readonly string[];
  /** Inputs whose change makes azuread replace the object. */
  readonly replaceOn: readonly string[];
  /**
   * A new one.
   *
   * @returns its id as azuread forms it, and what Entra makes up besides the inputs.
   * @throws GraphError
   */
  make(inputs: Properties, tenant: Tenant): { readonly id: string; readonly madeUp: Properties };
  /** Whether it may be so from now on. @throws GraphError */
  requireChange?(before: DirectoryObject, inputs: Properties, tenant: Tenant): void;
  /** What it shows of other objects, as they are now. */
  derive?(object: DirectoryObject, tenant: Tenant): Properties;
  /** What goes with it when it is deleted, and lies in no other's `beneath`. */
  beneath?(object: DirectoryObject, tenant: Tenant): readonly DirectoryObject[];
}
