import { createHash, randomBytes, randomUUID } from "node:crypto";

/**
 * The name that azure-native makes up when none is given: the resource's Pulumi name and eight hexadecimal
 * digits; a GUID for role assignments and definitions.
 *
 * @param logicalName last part of the URN.
 * @param parameter the input that it is for.
 * @param seed the engine's seed, so that a preview and its `up` make up the same; random without one.
 * @see https://www.pulumi.com/docs/iac/concepts/resources/names/#autonaming
 */
export function autoName(logicalName: string, parameter: string, seed: Uint8Array): string {
  const random = seed.length > 0 ? createHash("sha256").update(seed).update(parameter).digest() : randomBytes(32);
  if (parameter === "roleAssignmentName" || parameter === "roleDefinitionId") {
    return seed.length > 0 ? guid(random) : randomUUID();
  }
  const digits = random.toString("hex").slice(0, 8);
  // Storage accounts and vaults take short names of few characters.
  if (parameter === "accountName")
    return `${logicalName
      .toLowerCase()
      .replace(/[^a-z0-9]/g, "")
      .slice(0, 16)}${digits}`;
  if (parameter === "vaultName") return `${logicalName.slice(0, 16)}${digits}`;
  return `${logicalName}${digits}`;
}

function guid(bytes: Buffer): string {
  const hex = bytes.toString("hex");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
