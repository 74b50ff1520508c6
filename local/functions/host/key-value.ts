import { randomBytes } from "node:crypto";

/** Bytes of a key, and where the mark of an Azure Functions key stands in them. */
const KEY_BYTES = 40;
const MARK = { bytes: Buffer.from("AzFu", "base64"), at: 33 };

/**
 * A new key, in the form of Azure's: 40 bytes, base64 in the URL-safe alphabet with its padding.
 *
 * @see https://github.com/Azure/azure-functions-host/blob/dev/src/WebJobs.Script.WebHost/Security/SecretGenerator.cs
 */
export function newKeyValue(): string {
  const bytes = randomBytes(KEY_BYTES);
  MARK.bytes.copy(bytes, MARK.at);
  return bytes.toString("base64").replaceAll("+", "-").replaceAll("/", "_");
}
