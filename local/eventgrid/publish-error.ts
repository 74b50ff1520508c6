import { randomUUID } from "node:crypto";
import type { ServerResponse } from "node:http";
import { DATA_API_VERSION } from "./constants.js";
import { statusName } from "./status-name.js";
import { usTime } from "./us-time.js";

/**
 * A refused publish request.
 *
 * @see https://learn.microsoft.com/azure/event-grid/post-to-custom-topic#response-format
 */
export class PublishError extends Error {
  override readonly name = "PublishError";
  constructor(
    readonly status: number,
    /** The finer code, in `details`. */
    readonly code: string,
    message: string,
    readonly headers: Readonly<Record<string, string>> = {},
  ) {
    super(message);
  }
}

const NOT_BASE64 =
  " This is due to the reason: The input is not a valid Base-64 string as it contains a non-base 64 character, more than two padding characters, or an illegal character among the padding characters.";

/** Texts as recorded in Azure/azure-sdk-for-js, Azure/azure-sdk-for-net (issue 22831) and microsoft/onefuzz (issue 3285). */
export const publishErrors = {
  wrongPath: (url: string) =>
    new PublishError(404, "ResourceNotFound", `No HTTP resource was found that matches the request URI '${url}'.`),
  noTopic: (host: string) =>
    new PublishError(404, "ResourceNotFound", `No topic is declared in the local Azure that answers '${host}'.`),
  method: (method: string) =>
    new PublishError(
      405,
      "MethodNotAllowed",
      `The requested resource does not support http method '${method}'.`,
      ALLOWED,
    ),
  apiVersion: (url: string, version: string) =>
    new PublishError(
      400,
      "UnsupportedApiVersion",
      `The HTTP resource that matches the request URI '${url}' does not support the API version '${version}'.`,
    ),
  noCredential: () =>
    new PublishError(
      401,
      "Unauthorized",
      "Request must contain one of the following authorization signature: aeg-sas-token, aeg-sas-key.",
    ),
  emptyKey: () => new PublishError(400, "InvalidSas", "Request must have a value for aeg-sas-key."),
  /** @param isBase64 whether what was given could have been a key at all; .NET's own sentence tells if not. */
  wrongKey: (host: string, isBase64 = true) =>
    new PublishError(
      401,
      "Unauthorized",
      `The request authorization key is not authorized for ${host.toUpperCase()}.${isBase64 ? "" : NOT_BASE64}`,
    ),
  malformedSas: () =>
    new PublishError(
      400,
      "InvalidSas",
      "Invalid key in aeg-sas-token. Valid format :r=UrlEncodedResource&e=UrlEncodedUtcExpiration&s=UrlEncodedSignature.",
    ),
  expiredSas: () => new PublishError(401, "Unauthorized", "The aeg-sas-token of the request has expired."),
  localAuthDisabled: () =>
    new PublishError(
      401,
      "Unauthorized",
      "Local authentication is disabled for this topic: keys and SAS tokens are refused, a Microsoft Entra token is needed.",
    ),
  badToken: (reason: string) =>
    new PublishError(401, "Unauthorized", `The access token of the request is not valid: ${reason}.`),
  noPermission: (topicId: string) =>
    new PublishError(
      401,
      "Unauthorized",
      `The principal associated with access token presented with the incoming request does not have permission to send data to ${topicId}.`,
    ),
  networkRules: (topic: string, client: string) =>
    new PublishError(
      403,
      "Forbidden",
      `Publishing to ${topic} by client ${client} is rejected because of IpAddress filtering rules.`,
    ),
  otherTopic: (topic: string) =>
    new PublishError(401, "Unauthorized", `The topic '${topic}' of an event is not the topic that it was sent to.`),
  tooLarge: (limit: number) =>
    new PublishError(413, "RequestEntityTooLarge", `The maximum size (${limit}) has been exceeded.`),
  tooMany: (limit: number) =>
    new PublishError(413, "RequestEntityTooLarge", `The maximum number of events in a request (${limit}) is exceeded.`),
  contentType: (given: string) =>
    new PublishError(
      415,
      "InvalidContentType",
      `The content type '${given}' is not supported here; expected is application/cloudevents+json, application/cloudevents-batch+json, or application/json.`,
    ),
  contentEncoding: (given: string) =>
    new PublishError(415, "InvalidContentEncoding", `The content encoding '${given}' is not supported.`),
  throttled: (retryAfterS: number) =>
    new PublishError(
      429,
      "TooManyRequests",
      "Too many events wait for their subscribers; they have to be delivered before more are accepted.",
      { "retry-after": String(retryAfterS) },
    ),
  unavailable: () =>
    new PublishError(503, "ServiceUnavailable", "The events could not be stored, and none of them was accepted."),
  json: (message: string) => new PublishError(400, "InputJsonInvalid", message),
};

export const ALLOWED = { allow: "OPTIONS, POST" };

/** What every answer carries. */
export const commonHeaders = (requestId: string): Record<string, string> => ({
  "api-supported-versions": DATA_API_VERSION,
  "x-ms-request-id": requestId,
  "strict-transport-security": "max-age=31536000; includeSubDomains",
});

export function sendPublishError(response: ServerResponse, error: PublishError, now: Date): void {
  const requestId = randomUUID();
  const part = error.status === 404 ? "" : "0:";
  const message = `${error.message} Report '${requestId}:${part}${usTime(now)} (UTC)' to our forums for assistance or raise a support ticket.`;
  const body = JSON.stringify({
    error: { code: statusName(error.status), message, details: [{ code: error.code, message }] },
  });
  response
    .writeHead(error.status, {
      ...commonHeaders(requestId),
      ...error.headers,
      "content-type": "application/json; charset=utf-8",
      "content-length": Buffer.byteLength(body),
    })
    .end(body);
}
