import type { IncomingMessage } from "node:http";
import { dataAction, TokenError } from "../shared/access.js";
import type { Platform } from "../shared/service.js";
import { AUDIENCE, SEND } from "./constants.js";
import { publishErrors } from "./publish-error.js";
import type { Topic } from "./topic.js";
import type { TopicKeys } from "./topic-keys.js";

/**
 * Lets a publisher through, or throws what the service answers: a token with the right to send, a key, or a SAS
 * token; the last two not when local authentication is off.
 *
 * @throws PublishError
 */
export async function requirePublisher(
  platform: Pick<Platform, "access" | "clock">,
  keys: TopicKeys,
  topic: Topic,
  request: IncomingMessage,
  query: URLSearchParams,
): Promise<void> {
  if (!topic.publicNetworkAccess) {
    throw publishErrors.networkRules(topic.name, request.socket.remoteAddress ?? "unknown");
  }
  const authorization = request.headers.authorization;
  if (/^Bearer /i.test(authorization ?? "")) return requireToken(platform, topic, authorization);
  const sas = header(request, "aeg-sas-token") ?? /^SharedAccessSignature (.*)$/i.exec(authorization ?? "")?.[1];
  const key = header(request, "aeg-sas-key") ?? query.get("aeg-sas-key") ?? undefined;
  if (sas === undefined && key === undefined) throw publishErrors.noCredential();
  if (topic.disableLocalAuth) throw publishErrors.localAuthDisabled();
  if (sas !== undefined) return requireSas(platform, keys, topic, sas);
  if (key === undefined || key === "") throw publishErrors.emptyKey();
  if (!keys.accepts(topic.id, key)) throw publishErrors.wrongKey(topic.host, isBase64(key));
}

async function requireToken(
  { access }: Pick<Platform, "access">,
  topic: Topic,
  authorization: string | undefined,
): Promise<void> {
  try {
    const principal = await access.authenticate(authorization, [AUDIENCE]);
    const decision = access.authorize(principal, {
      operation: "Publish Events",
      scope: topic.id,
      anyOf: [[dataAction(SEND)]],
    });
    if (!decision.allowed) throw publishErrors.noPermission(topic.id);
  } catch (error) {
    if (error instanceof TokenError) throw publishErrors.badToken(error.message);
    throw error;
  }
}

function requireSas({ clock }: Pick<Platform, "clock">, keys: TopicKeys, topic: Topic, token: string): void {
  const [, text, resource, expiry, signature] = /^(r=([^&]+)&e=([^&]+))&s=([^&]+)$/.exec(token) ?? [];
  if (text === undefined || resource === undefined || expiry === undefined || signature === undefined) {
    throw publishErrors.malformedSas();
  }
  if (!keys.signed(topic.id, text, decode(signature))) throw publishErrors.wrongKey(topic.host);
  // How far the resource must match the called URL is not documented beyond its host.
  if (!URL.canParse(decode(resource)) || new URL(decode(resource)).host.toLowerCase() !== topic.host) {
    throw publishErrors.wrongKey(topic.host);
  }
  const until = Date.parse(asUtc(decode(expiry)));
  if (Number.isNaN(until)) throw publishErrors.malformedSas();
  if (until <= clock.now().getTime()) throw publishErrors.expiredSas();
}

/** .NET writes a blank as `+`. */
function decode(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll("+", "%20"));
  } catch (cause) {
    throw cause instanceof URIError ? publishErrors.malformedSas() : cause;
  }
}

/** Times without a zone are UTC, whatever the zone of this machine. */
function asUtc(time: string): string {
  if (/(Z|UTC|[+-]\d\d:\d\d)$/i.test(time)) return time;
  return /T\d/.test(time) ? `${time}Z` : `${time} UTC`;
}

const isBase64 = (text: string): boolean => text.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(text);

const header = (request: IncomingMessage, name: string): string | undefined => {
  const value = request.headers[name];
  return Array.isArray(value) ? value[0] : value;
};
