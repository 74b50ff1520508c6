import { isObject } from "../shared/is-object.js";
import { UNKNOWN } from "./struct.js";

export interface Change {
  readonly kind: "add" | "delete" | "update";
  /** e.g. `siteConfig.appSettings[2].value`. */
  readonly path: string;
}

/** The leaves in which two inputs differ. A value that is not known yet differs from any. */
export function changesBetween(before: unknown, after: unknown, path = ""): Change[] {
  if (after === UNKNOWN) return [{ kind: "update", path }];
  if (isObject(before) && isObject(after)) {
    return [...new Set([...Object.keys(before), ...Object.keys(after)])].flatMap((key) =>
      changesBetween(before[key], after[key], path === "" ? key : `${path}.${key}`),
    );
  }
  if (Array.isArray(before) && Array.isArray(after)) {
    return Array.from({ length: Math.max(before.length, after.length) }, (_, index) => index).flatMap((index) =>
      changesBetween(before[index], after[index], `${path}[${index}]`),
    );
  }
  if (before === after || (before == null && after == null)) return [];
  if (before == null) return [{ kind: "add", path }];
  if (after == null) return [{ kind: "delete", path }];
  return [{ kind: "update", path }];
}

/** Whether a changed leaf is a property or lies inside it. */
export const touches = (path: string, property: string): boolean =>
  path === property || path.startsWith(`${property}.`) || path.startsWith(`${property}[`);
