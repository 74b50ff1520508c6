import { randomUUID } from "node:crypto";
import { getRequestListener } from "@hono/node-server";
import { Hono } from "hono";
import { SignJWT } from "jose";
import type { Clock } from "../shared/clock.js";
import type { Service } from "../shared/service.js";
import type { SigningKey } from "../shared/signing-key.js";
import { gitHubClaims } from "./github-claims.js";

const HOST = "token.actions.githubusercontent.com";
/** How long a token of a job lasts, in seconds. */
const LIFETIME_S = 300;
/** How long before it was made GitHub lets a token begin, in seconds. */
const BEFORE_S = 600;

/** Claims of a token that are told apart from its subject. */
export type Claims = Readonly<Record<string, string | number | boolean>>;

/**
 * GitHub as the issuer of its jobs' tokens: its discovery document and keys under its own name, and the tokens,
 * signed here.
 *
 * @see https://docs.github.com/actions/concepts/security/openid-connect
 */
export class GitHubIssuer implements Service {
  readonly name = "github";
  readonly resourceTypes = [];
  readonly handle: Service["handle"];

  #key: Promise<SigningKey> | undefined;

  /** @param openKey called once, when the first asks: making a key takes time, and most have no job of GitHub. */
  constructor(
    private readonly openKey: () => Promise<SigningKey>,
    private readonly clock: Clock,
  ) {
    const routes = new Hono();
    routes.get("/.well-known/openid-configuration", (c) => c.json(configuration()));
    routes.get("/.well-known/jwks", async (c) => c.json({ keys: [(await this.#opened()).jwk] }));
    this.handle = getRequestListener(routes.fetch);
  }

  answers(host: string): boolean {
    return host === HOST;
  }

  start(): Promise<void> {
    return Promise.resolve();
  }

  stop(): Promise<void> {
    return Promise.resolve();
  }

  /** A job's token. @param claims in place of those that the subject tells. */
  async token(subject: string, audience: string, claims: Claims = {}): Promise<string> {
    const key = await this.#opened();
    const now = Math.floor(this.clock.now().getTime() / 1000);
    return new SignJWT({ ...gitHubClaims(subject), ...claims, jti: randomUUID(), sub: subject, aud: audience })
      .setProtectedHeader({ typ: "JWT", alg: key.algorithm, kid: key.id })
      .setIssuer(`https://${HOST}`)
      .setNotBefore(now - BEFORE_S)
      .setIssuedAt(now)
      .setExpirationTime(now + LIFETIME_S)
      .sign(key.privateKey);
  }

  #opened(): Promise<SigningKey> {
    this.#key ??= this.openKey();
    return this.#key;
  }
}

/** @see https://token.actions.githubusercontent.com/.well-known/openid-configuration */
const configuration = () => ({
  issuer: `https://${HOST}`,
  jwks_uri: `https://${HOST}/.well-known/jwks`,
  subject_types_supported: ["public", "pairwise"],
  response_types_supported: ["id_token"],
  id_token_signing_alg_values_supported: ["RS256"],
  scopes_supported: ["openid"],
});
