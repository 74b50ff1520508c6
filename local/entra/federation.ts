import { decodeJwt, errors, type JWTPayload, jwtVerify } from "jose";
import type { Principal } from "../shared/access.js";
import { TENANT } from "../shared/arm-id.js";
import type { Clock } from "../shared/clock.js";
import type { Wire } from "../shared/wire.js";
import type { DirectoryObject, DirectoryObjects } from "./graph/directory-objects.js";
import { applicationByClientId, federatedCredentialsOf, servicePrincipalOf } from "./graph/relations.js";
import { PublishedKeys } from "./published-keys.js";
import { refusals } from "./refusals.js";

/** How far Entra's clock and the issuer's may differ, in seconds. */
const CLOCK_SKEW_S = 300;

/** What of a token a federated credential is compared with. */
interface Presented {
  readonly issuer: string;
  readonly subject: string;
  readonly audiences: readonly string[];
}

/**
 * Logs in applications by the tokens of others: one that an application's federated credential names by issuer,
 * subject and audience, letter by letter.
 *
 * @see https://learn.microsoft.com/entra/workload-id/workload-identity-federation#how-it-works
 */
export class Federation {
  readonly #keys: PublishedKeys;

  constructor(
    private readonly objects: DirectoryObjects,
    wire: Pick<Wire, "fetch">,
    private readonly clock: Clock,
  ) {
    this.#keys = new PublishedKeys(wire);
  }

  /**
   * @param assertion the other's token.
   * @returns the application's service principal.
   * @throws LoginRefusal
   */
  async login(clientId: string, assertion: string): Promise<Principal> {
    const application = applicationByClientId(this.objects, clientId);
    if (application === undefined) throw refusals.noApplication(clientId);
    const servicePrincipal = servicePrincipalOf(this.objects, clientId);
    if (servicePrincipal === undefined) throw refusals.noServicePrincipal(clientId);
    const { issuer, subject, audiences } = presented(assertion);
    this.#requireCredential(application, { issuer, subject, audiences });
    await this.#verify(assertion, issuer);
    return { id: String(servicePrincipal.outputs.objectId), clientId, tenant: TENANT };
  }

  #requireCredential(application: DirectoryObject, { issuer, subject, audiences }: Presented): void {
    const all = federatedCredentialsOf(this.objects, application).map(({ inputs }) => inputs);
    if (all.length === 0) {
      throw refusals.noCredentials(String(application.outputs.clientId), String(application.inputs.displayName));
    }
    const ofIssuer = all.filter((credential) => credential.issuer === issuer);
    if (ofIssuer.length === 0) throw refusals.issuer(issuer);
    const ofSubject = ofIssuer.find((credential) => credential.subject === subject);
    if (ofSubject === undefined) {
      const isAlike = ofIssuer.some(({ subject: other }) => String(other).toLowerCase() === subject.toLowerCase());
      throw isAlike ? refusals.caseOfSubject(subject) : refusals.subject(subject);
    }
    const accepted = ofSubject.audiences as readonly string[];
    if (!accepted.some((audience) => audiences.includes(audience))) throw refusals.audience(audiences.join(", "));
  }

  async #verify(assertion: string, issuer: string): Promise<void> {
    try {
      await this.#verifyBy(assertion, issuer);
    } catch (error) {
      if (!(error instanceof errors.JWKSNoMatchingKey)) throw asRefusal(error, this.clock.now());
      this.#keys.forget(issuer);
      await this.#verifyBy(assertion, issuer).catch((again: unknown) => {
        throw asRefusal(again, this.clock.now());
      });
    }
  }

  async #verifyBy(assertion: string, issuer: string): Promise<void> {
    await jwtVerify(assertion, await this.#keys.of(issuer), {
      algorithms: ["RS256"],
      requiredClaims: ["exp", "iss", "sub", "aud"],
      clockTolerance: CLOCK_SKEW_S,
      currentDate: this.clock.now(),
    });
  }
}

function presented(assertion: string): Presented {
  const { iss, sub, aud } = decoded(assertion);
  if (typeof iss !== "string" || typeof sub !== "string" || aud === undefined) throw refusals.noToken();
  return { issuer: iss, subject: sub, audiences: [aud].flat() };
}

function decoded(assertion: string): JWTPayload {
  try {
    return decodeJwt(assertion);
  } catch {
    // Nothing of a token that is none is worth repeating.
    throw refusals.noToken();
  }
}

function asRefusal(error: unknown, now: Date): unknown {
  const isOfTime =
    error instanceof errors.JWTExpired || (error instanceof errors.JWTClaimValidationFailed && error.claim === "nbf");
  if (isOfTime) {
    const { nbf, exp } = error.payload;
    return refusals.lifetime(now, at(nbf), at(exp));
  }
  if (error instanceof errors.JWSSignatureVerificationFailed || error instanceof errors.JWKSNoMatchingKey) {
    return refusals.signature();
  }
  return error instanceof errors.JOSEError ? refusals.noToken() : error;
}

const at = (seconds: unknown): Date | undefined => (typeof seconds === "number" ? new Date(seconds * 1000) : undefined);
