import type { CheckToken } from "../../../functions/kit/callers/check-token.js";

/** Headers of a request with a token that {@link callerWith} takes. */
export const WITH_TOKEN = { authorization: "Bearer a.b.c" };

/** Takes every token for one of an app that has these roles. */
export const callerWith =
  (...roles: readonly string[]): CheckToken =>
  async () => ({ kind: "app", subject: "somebody", issuer: "https://issuer.example/", roles, scopes: [] });
