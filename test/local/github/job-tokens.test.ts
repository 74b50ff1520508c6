import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { decodeJwt, decodeProtectedHeader } from "jose";
import { GitHubIssuer } from "../../../local/github/github-issuer.js";
import { JobTokens } from "../../../local/github/job-tokens.js";
import { openSigningKey } from "../../../local/shared/signing-key.js";

const SUBJECT = "repo:octo-org@123456/octo-repo@456789:environment:prod";

describe("Tokens of GitHub's jobs", () => {
  let folder: string;
  let jobs: JobTokens;
  const now = new Date("2026-11-21T12:00:00Z");

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), "gridwire-github-"));
    const key = await openSigningKey(folder, "github.key");
    jobs = new JobTokens(
      new GitHubIssuer(() => Promise.resolve(key), { now: () => now, after: () => () => undefined }),
    );
    await jobs.listen();
  });
  after(async () => {
    await jobs.close();
    rmSync(folder, { recursive: true });
  });

  const ask = (url: string, token: string) => fetch(url, { headers: { authorization: `bearer ${token}` } });

  async function claimsOf(subject: string, audience: string | undefined, claims = {}) {
    const job = jobs.job(subject, claims);
    const query = audience === undefined ? "" : `&audience=${encodeURIComponent(audience)}`;
    const response = await ask(`${job.ACTIONS_ID_TOKEN_REQUEST_URL}${query}`, job.ACTIONS_ID_TOKEN_REQUEST_TOKEN);
    assert.equal(response.status, 200);
    const { value } = (await response.json()) as { value: string };
    assert.equal(decodeProtectedHeader(value).alg, "RS256");
    return decodeJwt(value);
  }

  it("hold what the subject tells, for the audience that was asked for, and last five minutes", async () => {
    const { jti, ...claims } = await claimsOf(SUBJECT, "api://AzureADTokenExchange");
    const at = now.getTime() / 1000;
    assert.match(String(jti), /^[0-9a-f-]{36}$/);
    assert.deepEqual(claims, {
      iss: "https://token.actions.githubusercontent.com",
      sub: SUBJECT,
      aud: "api://AzureADTokenExchange",
      repository: "octo-org/octo-repo",
      repository_owner: "octo-org",
      repository_owner_id: "123456",
      repository_id: "456789",
      environment: "prod",
      event_name: "push",
      runner_environment: "github-hosted",
      nbf: at - 600,
      iat: at,
      exp: at + 300,
    });
  });

  it("are for the owner's page where no audience is asked for, and say what they are told to", async () => {
    const claims = await claimsOf("repo:octo-org/octo-repo:pull_request", undefined, { ref: "refs/pull/1/merge" });
    assert.equal(claims.aud, "https://github.com/octo-org");
    assert.equal(claims.event_name, "pull_request");
    assert.equal(claims.ref, "refs/pull/1/merge");
    assert.equal(claims.environment, undefined);
  });

  it("cannot be given another subject by a claim", async () => {
    assert.equal((await claimsOf(SUBJECT, "a", { sub: "repo:evil/repo:environment:prod", aud: "b" })).sub, SUBJECT);
  });

  it("are given to the job's request token alone", async () => {
    const { ACTIONS_ID_TOKEN_REQUEST_URL: url, ACTIONS_ID_TOKEN_REQUEST_TOKEN: token } = jobs.job(SUBJECT);
    for (const wrong of ["", "x", token.slice(1), `${token}x`]) assert.equal((await ask(url, wrong)).status, 401);
    assert.equal((await fetch(url)).status, 401);
    assert.equal((await ask(url.replace("idtoken", "other"), token)).status, 404);
  });
});
