import { randomUUID } from "node:crypto";
import type { ServerResponse } from "node:http";
import { TokenError } from "../shared/access.js";
import { TENANT } from "../shared/arm-id.js";
import { AzureError } from "../shared/azure-error.js";

/** Answers with a body, or without one. */
export function answer(response: ServerResponse, status: number, body?: object): void {
  const headers = { "x-ms-request-id": randomUUID(), "cache-control": "no-cache" };
  if (body === undefined) {
    response.writeHead(status, headers).end();
    return;
  }
  response.writeHead(status, { ...headers, "content-type": "application/json; charset=utf-8" });
  response.end(JSON.stringify(body));
}

/**
 * Answers with Azure Resource Manager's body of an error.
 *
 * @throws what is no refusal
 * @see https://github.com/Azure/azure-resource-manager-rpc/blob/master/v1.0/common-api-details.md#error-response-content
 */
export function answerError(response: ServerResponse, error: unknown): void {
  if (error instanceof TokenError) {
    const { code, message } = unauthenticated(error);
    const why = `error="invalid_token", error_description="${message.replaceAll('"', "'")}"`;
    response.setHeader(
      "www-authenticate",
      `Bearer authorization_uri="https://login.microsoftonline.com/${TENANT}", ${why}`,
    );
    answer(response, 401, { error: { code, message } });
    return;
  }
  if (!(error instanceof AzureError)) throw error;
  const { code, message, details, retryAfterS, status } = error;
  if (retryAfterS !== undefined) response.setHeader("retry-after", retryAfterS);
  answer(response, status, { error: { code, message, ...(details.length > 0 && { details }) } });
}

/** The codes are those of Azure Resource Manager; the texts are not recorded word for word. */
function unauthenticated({ message, reason }: TokenError): { readonly code: string; readonly message: string } {
  if (reason === "missing") {
    return {
      code: "AuthenticationFailed",
      message: "Authentication failed. The 'Authorization' header is missing.",
    };
  }
  if (reason === "audience") return { code: "InvalidAuthenticationTokenAudience", message: sentence(message) };
  if (reason === "expired") return { code: "ExpiredAuthenticationToken", message: sentence(message) };
  return { code: "InvalidAuthenticationToken", message: `The access token is invalid: ${message}.` };
}

const sentence = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
