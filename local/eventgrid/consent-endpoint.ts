import type { IncomingMessage, ServerResponse } from "node:http";
import type { LateConsents } from "./late-consents.js";

/** The service's own sentence, as public code compares it that opens such URLs. It comes as JSON. */
const CONSENTED = "Webhook successfully validated as a subscription endpoint.";

/**
 * Answers who opens the URL of a handshake. What it answers to others is not published: they are told alike, whether the
 * URL was wrong, was used before, or came too late.
 *
 * @see https://learn.microsoft.com/azure/event-grid/end-point-validation-event-grid-events-schema
 */
export async function answerConsent(
  consents: LateConsents,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  request.resume();
  const [path = "", query = ""] = (request.url ?? "").split("?");
  const { method } = request;
  if (!/^\/eventsubscriptions\/[^/]+\/validate$/i.test(path)) {
    return answer(response, 404, refusal("NotFound", "There is nothing here."));
  }
  if (method !== "GET" && method !== "POST") {
    response.setHeader("allow", "GET, POST");
    return answer(response, 405, refusal("MethodNotAllowed", `The URL of a handshake does not support ${method}.`));
  }
  const parameters = new URLSearchParams(query);
  if (await consents.take(parameters.get("id") ?? "", parameters.get("token") ?? "", method)) {
    return answer(response, 200, CONSENTED);
  }
  const message =
    "No event subscription awaits this consent: the URL is not as it was sent, has been used before, came too late or before the webhook had answered, or is to be opened by GET.";
  answer(response, 400, refusal("BadRequest", message));
}

const refusal = (code: string, message: string): object => ({ error: { code, message } });

function answer(response: ServerResponse, status: number, body: string | object): void {
  response
    .writeHead(status, { "content-type": "application/json; charset=utf-8", "cache-control": "no-store" })
    .end(JSON.stringify(body));
}
