import { setTimeout as sleep } from "node:timers/promises";
import { type Http, http } from "../infra/shipping/http.js";

/** What Entra expects a token from outside to be for. https://learn.microsoft.com/entra/workload-id/workload-identity-federation */
const AUDIENCE = "api://AzureADTokenExchange";
const TIMEOUT_MS = 20_000;
/** Between two attempts, in milliseconds; after the last the error goes on. */
const PAUSES_MS = [1_000, 4_000] as const;

/** Where a job of GitHub asks for its token: there when it has the permission `id-token: write`. */
export interface TokenEndpoint {
  /** `ACTIONS_ID_TOKEN_REQUEST_URL`, which has a query of its own. */
  readonly url: string;
  /** `ACTIONS_ID_TOKEN_REQUEST_TOKEN`, a secret of the job. */
  readonly token: string;
}

/**
 * The token by which GitHub says which repository, environment and branch a job belongs to. It lives about five minutes.
 *
 * @param pausesMs between attempts, which a passing fault of GitHub's (5xx, 429, no answer) is worth.
 * @throws with GitHub's status when it gives none.
 * @see https://docs.github.com/en/actions/reference/security/oidc
 */
export async function gitHubToken(
  { url, token }: TokenEndpoint,
  { call = http, pausesMs = PAUSES_MS }: { readonly call?: Http; readonly pausesMs?: readonly number[] } = {},
): Promise<string> {
  const asked = `${url}&audience=${encodeURIComponent(AUDIENCE)}`;
  const headers = { authorization: `Bearer ${token}`, accept: "application/json" };
  for (let attempt = 0; ; attempt += 1) {
    const { problem, passing, value } = await ask();
    if (value !== undefined) return value;
    const pause = pausesMs[attempt];
    if (!passing || pause === undefined) throw new Error(`GitHub gives this job no OIDC token: ${problem}`);
    await sleep(pause);
  }

  async function ask(): Promise<{ readonly value?: string; readonly problem?: string; readonly passing?: boolean }> {
    try {
      const answer = await call(asked, { headers, timeoutMs: TIMEOUT_MS });
      const { status } = answer;
      if (status !== 200) return { problem: `it answers ${status}`, passing: status === 429 || status >= 500 };
      const { value } = JSON.parse(await answer.text()) as { readonly value?: unknown };
      return typeof value === "string" && value !== "" ? { value } : { problem: "its answer holds none" };
    } catch (error) {
      return { problem: (error as Error).message, passing: true };
    }
  }
}
