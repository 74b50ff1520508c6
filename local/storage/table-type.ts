import { AzureError } from "../shared/azure-error.js";
import type { Properties, ResourceType } from "../shared/resource.js";
import type { AzuriteClient } from "./azurite-client.js";
import { hostOf, requireName, withoutParameters } from "./inner-resource.js";

const NAME = /^(?!tables$)[A-Za-z][A-Za-z0-9]{2,62}$/i;
const RULES = "3 to 63 letters and numbers, beginning with a letter, and not 'tables'";
const JSON_BODY = { accept: "application/json;odata=nometadata", "content-type": "application/json" };

/**
 * Tables, made through Azure Resource Manager, with their stored access policies.
 *
 * @see https://learn.microsoft.com/rest/api/storagerp/table/create
 */
export function tableType(client: AzuriteClient): ResourceType {
  return {
    type: "Microsoft.Storage/storageAccounts/tableServices/tables",
    async put({ id, name, type, inputs }) {
      requireName(name, NAME, RULES);
      const host = hostOf(id, "table");
      const policies = policiesXml(inputs);
      await client.require([201, 204, 409], host, "POST", "/Tables", JSON_BODY, JSON.stringify({ TableName: name }));
      if (policies !== undefined) {
        const xml = { "content-type": "application/xml", accept: "application/xml" };
        await client.require([204], host, "PUT", `/${name}?comp=acl`, xml, policies);
      }
      return { ...withoutParameters(inputs), name, type, tableName: name };
    },
    async delete({ id, name }) {
      await client.require([204, 404], hostOf(id, "table"), "DELETE", `/Tables('${name}')`, JSON_BODY);
    },
  };
}

/** A policy without a start counts from ever; Azurite wants one. */
const EVER = "1970-01-01T00:00:00Z";

/** @see https://learn.microsoft.com/rest/api/storageservices/set-table-acl#request-body */
function policiesXml({ signedIdentifiers }: Properties): string | undefined {
  if (!Array.isArray(signedIdentifiers)) return undefined;
  const element = (name: string, value: unknown) => `<${name}>${escapeXml(String(value))}</${name}>`;
  const one = ({ id, accessPolicy }: { id: string; accessPolicy?: Record<string, unknown> }) => {
    const { startTime = EVER, expiryTime, permission } = accessPolicy ?? {};
    if (expiryTime === undefined || permission === undefined) {
      throw new AzureError(
        400,
        "InvalidRequestPropertyValue",
        `The local Azure supports the access policy "${id}" only with expiryTime and permission.`,
      );
    }
    const policy = `${element("Start", startTime)}${element("Expiry", expiryTime)}${element("Permission", permission)}`;
    return `<SignedIdentifier>${element("Id", id)}<AccessPolicy>${policy}</AccessPolicy></SignedIdentifier>`;
  };
  return `<?xml version="1.0" encoding="utf-8"?><SignedIdentifiers>${signedIdentifiers.map(one).join("")}</SignedIdentifiers>`;
}

const escapeXml = (text: string): string => text.replace(/[<>&"']/g, (character) => `&#${character.charCodeAt(0)};`);
