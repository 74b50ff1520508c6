import { setTimeout as sleep } from "node:timers/promises";
import { type Answer, type Http, http, NetworkError } from "../infra/shipping/http.js";

const TIMEOUT_MS = 20_000;
/** Between two attempts, in milliseconds; after the last the error goes on. */
const PAUSES_MS = [1_000, 5_000] as const;
/** GitHub may ask for an hour; a job that waits this long for a comment has waited enough. */
const LONGEST_WAIT_MS = 60_000;

/** What a request needs of the world; tests bring their own. */
export interface RequestOptions {
  readonly call?: Http;
  readonly pausesMs?: readonly number[];
  readonly wait?: (ms: number) => Promise<unknown>;
  /** Milliseconds since 1970. */
  readonly now?: () => number;
}

export interface GitHubRequest {
  readonly method: "GET" | "POST" | "PATCH";
  readonly url: string;
  /** A secret: never part of an error. */
  readonly token: string;
  readonly body?: object;
  /** What is being done, for an error: `commenting on pull request 12`. */
  readonly what: string;
  /** What a workflow's token needs for it: `pull-requests: write`. */
  readonly permission: string;
}

/** GitHub's answer, when it is no success. */
export class GitHubError extends Error {
  override readonly name = "GitHubError";

  constructor(
    message: string,
    readonly status: number,
  ) {
    super(message);
  }
}

/**
 * Asks GitHub's REST API once, and again within bounds when GitHub says that it is asked too often, or answers 5xx. A
 * creation that may have happened (no answer, or 5xx) is not sent again.
 *
 * @throws GitHubError with what was being done, the status and the permission that is wanted; NetworkError without answer.
 * @see https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api
 */
export async function askGitHub(request: GitHubRequest, options: RequestOptions = {}): Promise<Answer> {
  const { call = http, pausesMs = PAUSES_MS, wait = sleep, now = Date.now } = options;
  const { method, url, token, body } = request;
  for (let attempt = 0; ; attempt += 1) {
    const pause = pausesMs[attempt];
    try {
      const answer = await call(url, {
        method,
        timeoutMs: TIMEOUT_MS,
        headers: {
          authorization: `Bearer ${token}`,
          accept: "application/vnd.github+json",
          "x-github-api-version": "2022-11-28",
          "user-agent": "gridwire-ci",
          ...(body === undefined ? {} : { "content-type": "application/json" }),
        },
        ...(body === undefined ? {} : { body: Buffer.from(JSON.stringify(body)) }),
      });
      if (answer.status < 300) return answer;
      const text = messageIn(await answer.text());
      const waitMs = pause === undefined ? undefined : waitOf(answer, text, method, pause, now());
      if (waitMs === undefined) throw refusal(request, answer, text);
      await wait(waitMs);
    } catch (error) {
      const isSafe = error instanceof NetworkError && method !== "POST";
      if (!isSafe || pause === undefined) throw withWhat(request, error);
      await wait(pause);
    }
  }
}

/** How long to wait before the next attempt; nothing when there is no use in one. */
function waitOf(
  { status, headers }: Answer,
  text: string,
  method: string,
  pauseMs: number,
  nowMs: number,
): number | undefined {
  if (status >= 500) return method === "POST" ? undefined : pauseMs;
  if (!isRateLimit({ status, headers }, text)) return undefined;
  const after = headers.get("retry-after");
  const reset = headers.get("x-ratelimit-remaining") === "0" ? headers.get("x-ratelimit-reset") : null;
  // Without a time GitHub wants a minute.
  const ms = after !== null ? Number(after) * 1000 : reset !== null ? Number(reset) * 1000 - nowMs : LONGEST_WAIT_MS;
  return ms <= LONGEST_WAIT_MS ? Math.max(ms, pauseMs) : undefined;
}

const isRateLimit = ({ status, headers }: Pick<Answer, "status" | "headers">, text: string): boolean =>
  status === 429 ||
  (status === 403 &&
    (headers.get("retry-after") !== null || headers.get("x-ratelimit-remaining") === "0" || /rate limit/i.test(text)));

function refusal({ what, permission }: GitHubRequest, answer: Answer, text: string): GitHubError {
  const { status, headers } = answer;
  const said = text === "" ? "" : `: ${text}`;
  // GitHub names it for some kinds of token only.
  const wanted = headers.get("x-accepted-github-permissions")?.replace("=", ": ") ?? permission;
  const remedy = isRateLimit(answer, text)
    ? " It is asked too often; run the command again later."
    : status === 401
      ? " GITHUB_TOKEN is not or no longer valid."
      : status === 403 || status === 404
        ? ` The token needs the permission \`${wanted}\`, which a pull request from a fork never has.`
        : "";
  return new GitHubError(`GitHub answered ${status} to ${what}${said}.${remedy}`, status);
}

function withWhat({ what }: GitHubRequest, error: unknown): unknown {
  return error instanceof NetworkError ? new Error(`GitHub gave ${error.message} to ${what}`, { cause: error }) : error;
}

/** @returns GitHub's own words on one line; an empty text when the body is not its JSON. */
function messageIn(text: string): string {
  try {
    const { message, errors } = JSON.parse(text) as { message?: unknown; errors?: readonly { message?: unknown }[] };
    const details = Array.isArray(errors) ? errors.flatMap((one) => one?.message ?? []) : [];
    return [message, ...details]
      .filter((part) => typeof part === "string")
      .join("; ")
      .replace(/\s+/g, " ")
      .replace(/\.$/, "");
  } catch (error) {
    if (error instanceof SyntaxError) return "";
    throw error;
  }
}
