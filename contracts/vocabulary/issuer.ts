import * as z from "zod";

/** The app setting that holds whose tokens an app takes: {@link Issuer}s as JSON. None of it is secret. */
export const TOKEN_ISSUERS = "TOKEN_ISSUERS";

/** Of an app; more have no place in a setting. */
const MOST_ISSUERS = 10;

/**
 * Who issues tokens that are taken, and which of them. Entra ID is known by its issuer,
 * `https://login.microsoftonline.com/{tenant}/v2.0`, which stands for both versions of its tokens; any other is an issuer
 * of OpenID Connect, such as `https://example.eu.auth0.com/`.
 */
export interface Issuer {
  /** As the claim `iss` has it, to the letter. */
  readonly issuer: string;
  /** Values of the claim `aud` that are taken: a token for something else is refused. */
  readonly audiences: readonly string[];
  /** The one algorithm that it signs with, whatever a token says of itself; default RS256. */
  readonly algorithm: "RS256" | "ES256";
}

const issuerSchema = z.strictObject({
  issuer: z.string().max(300).refine(isIssuer),
  audiences: z.array(z.string().min(1).max(300)).min(1).max(10),
  algorithm: z.enum(["RS256", "ES256"]).default("RS256"),
});

/** For errors: what the value of a list of issuers may be. */
export const ISSUERS_EXPECTED = `at most ${MOST_ISSUERS} of { "issuer": "https://…", "audiences": ["…"], "algorithm": "RS256" or "ES256" }, each issuer once`;

export const issuersSchema: z.ZodType<readonly Issuer[]> = z
  .array(issuerSchema)
  .max(MOST_ISSUERS)
  .refine((all) => new Set(all.map(({ issuer }) => issuer)).size === all.length);

/** https://openid.net/specs/openid-connect-core-1_0.html#Terminology */
function isIssuer(text: string): boolean {
  if (!/^https:\/\/[^\s?#@]+$/.test(text) || !URL.canParse(text)) return false;
  return new URL(text).hostname !== "";
}

/** What the issuer of Entra's tokens for a tenant looks like. */
const ENTRA =
  /^https:\/\/login\.microsoftonline\.com\/([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})\/v2\.0$/;

/** The tenant of an issuer that is Entra ID; nothing of another. */
export const entraTenantOf = ({ issuer }: Pick<Issuer, "issuer">): string | undefined => ENTRA.exec(issuer)?.[1];

/**
 * Entra ID as issuer of tokens for one API. Its newer tokens name the API by its client id, its older ones by what the
 * client asked for.
 *
 * @param clientId of the API's application.
 * @see https://learn.microsoft.com/entra/identity-platform/access-token-claims-reference#payload-claims
 */
export const entraIssuer = (tenantId: string, clientId: string): Issuer => ({
  issuer: `https://login.microsoftonline.com/${tenantId}/v2.0`,
  audiences: [clientId, `api://${clientId}`],
  algorithm: "RS256",
});
