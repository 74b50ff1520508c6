import { SUBSCRIPTION } from "../../local/shared/arm-id.js";

/** An ARM id in its parts. */
export interface ParsedId {
  /** The whole id. */
  readonly id: string;
  /** Name of the resource group; nothing outside of one. */
  readonly group?: string;
  /** Id of the resource that it extends; nothing when it is no extension. */
  readonly scope?: ParsedId;
  /** e.g. `Microsoft.Storage/storageAccounts/blobServices`; nothing for a group or a subscription. */
  readonly type?: string;
  /** Names of the resource and those it lies in, outermost first. */
  readonly names: readonly string[];
}

const SEGMENT = "[\\w.()-]+";
const PROVIDER = `/providers/${SEGMENT}(?:/(?!providers/)${SEGMENT}/${SEGMENT})+`;

/** Every ARM id of the run's subscription that a text may hold. */
export const IDS = new RegExp(`/subscriptions/${SUBSCRIPTION}(?:/resourceGroups/${SEGMENT})?(?:${PROVIDER})*`, "gi");

/** @param id of the subscription of the run, or of something in it. */
export function parseId(id: string): ParsedId {
  const group = /^\/subscriptions\/[^/]+\/resourceGroups\/([^/]+)/i.exec(id)?.[1];
  const inGroup = group === undefined ? {} : { group };
  const at = id.toLowerCase().lastIndexOf("/providers/");
  if (at < 0) return { id, ...inGroup, names: [] };
  const [namespace, ...rest] = id.slice(at + "/providers/".length).split("/");
  const type = [namespace, ...rest.filter((_, index) => index % 2 === 0)].join("/");
  const names = rest.filter((_, index) => index % 2 === 1);
  const outer = id.slice(0, at);
  const isExtension = outer.toLowerCase().includes("/providers/");
  return { id, ...inGroup, type, names, ...(isExtension ? { scope: parseId(outer) } : {}) };
}
