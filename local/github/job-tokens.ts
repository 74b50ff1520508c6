import { randomBytes } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { endServer, openOnLoopback } from "../shared/loopback-server.js";
import { sameSecret } from "../shared/same-secret.js";
import type { Claims, GitHubIssuer } from "./github-issuer.js";

/** What GitHub sets for a job with the permission `id-token: write`. */
export type JobEnvironment = {
  readonly ACTIONS_ID_TOKEN_REQUEST_URL: string;
  readonly ACTIONS_ID_TOKEN_REQUEST_TOKEN: string;
};

interface Job {
  readonly subject: string;
  readonly claims: Claims;
}

/**
 * Where jobs ask for their tokens: an endpoint on loopback, as GitHub's runner has one. A job's request token is good
 * for that job's subject alone, until the local Azure ends.
 *
 * @see https://docs.github.com/actions/reference/security/oidc#methods-for-requesting-the-oidc-token
 */
export class JobTokens {
  readonly #server: Server;
  readonly #jobs = new Map<string, Job>();

  constructor(private readonly issuer: GitHubIssuer) {
    this.#server = createServer((request, response) => void this.#answer(request, response));
    this.#server.unref();
  }

  async listen(): Promise<void> {
    await openOnLoopback(this.#server);
  }

  close(): Promise<void> {
    return endServer(this.#server);
  }

  /** A job of this subject. @param claims in place of those that the subject tells. */
  job(subject: string, claims: Claims = {}): JobEnvironment {
    const token = randomBytes(24).toString("base64url");
    this.#jobs.set(token, { subject, claims });
    const { port } = this.#server.address() as AddressInfo;
    return {
      ACTIONS_ID_TOKEN_REQUEST_URL: `http://127.0.0.1:${port}/idtoken?api-version=2.0`,
      ACTIONS_ID_TOKEN_REQUEST_TOKEN: token,
    };
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const answer = (status: number, body: object) =>
      response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
    const job = this.#jobOf(request.headers.authorization);
    if (job === undefined) return void answer(401, { message: "the request token of a job is needed" });
    const [path, query = ""] = (request.url ?? "").split("?");
    if (request.method !== "GET" || path !== "/idtoken") {
      return void answer(404, { message: "expected GET ACTIONS_ID_TOKEN_REQUEST_URL" });
    }
    const audience = new URLSearchParams(query).get("audience") ?? defaultAudience(job.subject);
    answer(200, { value: await this.issuer.token(job.subject, audience, job.claims) });
  }

  #jobOf(authorization: string | undefined): Job | undefined {
    const given = /^bearer (\S+)$/i.exec(authorization ?? "")?.[1] ?? "";
    return [...this.#jobs].find(([token]) => sameSecret(token, given))?.[1];
  }
}

/** The owner's page. */
const defaultAudience = (subject: string): string => {
  const owner = /^repo:([^/:@]+)/.exec(subject)?.[1] ?? "";
  return `https://github.com/${owner}`;
};
