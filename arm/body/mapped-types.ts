import { templateOf } from "../../local/provider/arm-path.js";
import { typeOf } from "../../local/shared/arm-id.js";
import { MAPPINGS, type Mapping } from "./mapping.js";

/** A mapped resource type, with its ARM type and where its id lies. */
export interface MappedType extends Mapping {
  /** e.g. `Microsoft.Storage/storageAccounts/blobServices/containers`. */
  readonly type: string;
  /** e.g. `/subscriptions/{subscriptionId}/resourceGroups/{resourceGroupName}/providers/…/{containerName}`. */
  readonly template: string;
}

/** @param token of the resource, e.g. `azure-native:web:WebApp`. @returns nothing when the type is not mapped. */
export function mappedType(token: string): MappedType | undefined {
  const mapping = MAPPINGS[token.slice("azure-native:".length)];
  if (!token.startsWith("azure-native:") || mapping === undefined) return undefined;
  const template = templateOf(token, {});
  return { ...mapping, template, type: typeOf(template) };
}

/** All of them. */
export const mappedTypes = (): MappedType[] =>
  Object.keys(MAPPINGS).flatMap((token) => mappedType(`azure-native:${token}`) ?? []);
