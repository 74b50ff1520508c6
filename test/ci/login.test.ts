import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { gitHubToken } from "../../ci/git-hub-token.js";
import { loggedIn } from "../../ci/login.js";
import { eventually } from "../shared/eventually.js";

const IDS = { AZURE_CLIENT_ID: "app", AZURE_TENANT_ID: "tenant", AZURE_SUBSCRIPTION_ID: "subscription" };
const BACKEND = { PULUMI_BACKEND_URL: "azblob://dev?storage_account=ststate" };

describe("The login of a job", () => {
  let server: Server;
  let requests: IncomingMessage[];
  /** Answers in turn; the last one stays. */
  let answers: { status: number; body: string }[];
  let endpoint: { url: string; token: string };
  let job: NodeJS.ProcessEnv;

  beforeEach(async () => {
    requests = [];
    answers = [{ status: 200, body: '{"count":1,"value":"token-of-the-job"}' }];
    server = createServer((request, response) => {
      requests.push(request);
      const { status, body } = (answers.length > 1 ? answers.shift() : answers[0]) ?? { status: 500, body: "" };
      response.writeHead(status, { "content-type": "application/json" }).end(body);
    });
    await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/token?api-version=2.0`;
    endpoint = { url, token: "of-the-runner" };
    job = { ...IDS, ...BACKEND, ACTIONS_ID_TOKEN_REQUEST_URL: url, ACTIONS_ID_TOKEN_REQUEST_TOKEN: endpoint.token };
  });
  afterEach(() => new Promise((done) => server.close(done)));

  it("asks GitHub for a token for Entra, as the job", async () => {
    assert.equal(await gitHubToken(endpoint), "token-of-the-job");
    assert.equal(requests[0]?.url, "/token?api-version=2.0&audience=api%3A%2F%2FAzureADTokenExchange");
    assert.equal(requests[0]?.headers.authorization, "Bearer of-the-runner");
  });

  it("tries again what may pass, and gives up after that", async () => {
    answers = [
      { status: 503, body: "" },
      { status: 429, body: "" },
      { status: 200, body: '{"value":"late"}' },
    ];
    assert.equal(await gitHubToken(endpoint, { pausesMs: [1, 1] }), "late");
    answers = [{ status: 503, body: "" }];
    await assert.rejects(
      gitHubToken(endpoint, { pausesMs: [1] }),
      /GitHub gives this job no OIDC token: it answers 503/,
    );
    assert.equal(requests.length, 5);
  });

  it("does not try again what was refused, and tells no token", async () => {
    answers = [{ status: 403, body: "of-the-runner" }];
    await assert.rejects(gitHubToken(endpoint), (error: Error) => {
      assert.match(error.message, /it answers 403$/);
      assert.doesNotMatch(error.message, /of-the-runner/);
      return true;
    });
    assert.equal(requests.length, 1);
  });

  it("keeps the token in a file of its user alone while the work runs", async () => {
    let file = "";
    const result = await loggedIn(job, async (env) => {
      file = env.AZURE_FEDERATED_TOKEN_FILE ?? "";
      assert.equal(readFileSync(file, "utf8"), "token-of-the-job");
      assert.equal(statSync(file).mode & 0o777, 0o600);
      return "done";
    });
    assert.equal(result, "done");
    assert.equal(existsSync(file), false);
    await assert.rejects(
      loggedIn(job, async (env) => {
        file = env.AZURE_FEDERATED_TOKEN_FILE ?? "";
        throw new Error("work failed");
      }),
      /^Error: work failed$/,
    );
    assert.equal(existsSync(file), false);
  });

  it("logs in the backend, the SDKs and the providers, and takes away logins with a secret", async () => {
    const secrets = { AZURE_CLIENT_SECRET: "s", AZURE_STORAGE_KEY: "s", ARM_CLIENT_SECRET: "s", OTHER: "stays" };
    await loggedIn({ ...job, ...secrets }, async (env) => {
      const { AZURE_FEDERATED_TOKEN_FILE: file, ...rest } = env;
      assert.ok(file);
      assert.deepEqual(rest, {
        ...job,
        OTHER: "stays",
        ARM_USE_OIDC: "true",
        ARM_CLIENT_ID: "app",
        ARM_TENANT_ID: "tenant",
        ARM_SUBSCRIPTION_ID: "subscription",
      });
    });
  });

  it("renews the token, and outlives a renewal that fails", async () => {
    answers = [
      { status: 200, body: '{"value":"first"}' },
      { status: 400, body: "" },
      { status: 200, body: '{"value":"second"}' },
    ];
    const warnings: string[] = [];
    const options = { renewAfterMs: 20, warn: (text: string) => void warnings.push(text) };
    await loggedIn(
      job,
      async ({ AZURE_FEDERATED_TOKEN_FILE: file = "" }) => {
        await eventually("the renewed token", () => (readFileSync(file, "utf8") === "second" ? true : undefined));
      },
      options,
    );
    assert.match(warnings[0] ?? "", /could not be renewed: .* answers 400/);
  });

  it("uses the file that another runner wrote, for the providers too", async () => {
    await loggedIn({ ...IDS, ...BACKEND, AZURE_FEDERATED_TOKEN_FILE: "/run/token" }, async (env) => {
      assert.equal(env.AZURE_FEDERATED_TOKEN_FILE, "/run/token");
      assert.equal(env.ARM_OIDC_TOKEN_FILE_PATH, "/run/token");
      assert.equal(env.ARM_USE_OIDC, "true");
    });
    assert.equal(requests.length, 0);
  });

  it("leaves alone a folder as backend, an az login, and a service principal with a secret", async () => {
    const others: NodeJS.ProcessEnv[] = [
      { ...job, PULUMI_BACKEND_URL: "file:///state" },
      { ...BACKEND },
      { ...IDS, ...BACKEND, AZURE_CLIENT_SECRET: "s" },
    ];
    for (const env of others) await loggedIn(env, async (given) => assert.deepEqual(given, env));
    assert.equal(requests.length, 0);
  });

  it("names every id that is missing", async () => {
    const { AZURE_TENANT_ID: _tenant, AZURE_SUBSCRIPTION_ID: _subscription, ...without } = job;
    const folders = () => readdirSync(tmpdir()).filter((name) => name.startsWith(`gridwire-ci-${process.pid}-`));
    await assert.rejects(
      loggedIn(without, async () => undefined),
      /AZURE_TENANT_ID and AZURE_SUBSCRIPTION_ID must be set/,
    );
    assert.deepEqual(folders(), [], "nothing is left behind");
  });

  it("says that a job without the permission cannot log in", async () => {
    await assert.rejects(
      loggedIn({ ...IDS, ...BACKEND, GITHUB_ACTIONS: "true" }, async () => undefined),
      /id-token: write.*a pull request from a fork never has/,
    );
  });
});
