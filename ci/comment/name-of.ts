/** The name that the program gives to a resource: the end of its URN. */
export const nameOf = (urn: string): string => urn.slice(urn.lastIndexOf("::") + 2);

/** Type token of a URN: what follows the last `$` of its types. https://www.pulumi.com/docs/iac/concepts/resources/names/#urns */
export const typeOf = (urn: string): string => urn.split("::")[2]?.split("$").at(-1) ?? "";

/** `azure-native:storage:StorageAccount`, also of a token with an API version or a module in it, is `StorageAccount`. */
export const kindOf = (type: string): string => type.slice(type.lastIndexOf(":") + 1);
