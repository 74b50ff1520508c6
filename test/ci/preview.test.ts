import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Loopback, serve } from "../infra/loopback.js";
import { fixture } from "./comment/sample.js";
import { runCi } from "./run-ci.js";
import { StubPulumi } from "./stub-pulumi.js";

const TOKEN = "ghs_0123456789abcdefghijklmnopqrstuvwxyz";
const MARKER = "<!-- gridwire preview: dev -->";

describe("npm run ci:preview", function () {
  this.timeout(30_000);
  let folder: string;
  let stub: StubPulumi | undefined;
  let server: Loopback | undefined;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "gridwire-preview-"));
  });
  afterEach(async () => {
    stub?.remove();
    await server?.close();
    [stub, server] = [undefined, undefined];
    rmSync(folder, { recursive: true, force: true });
  });

  const file = (name: string) => join(folder, name);
  const read = (name: string) => readFileSync(file(name), "utf8");

  /** Runs it on a CLI that prints this. */
  function run(
    { out, events = "", code = 0 }: { out: string; events?: string; code?: number },
    args: readonly string[],
    more: NodeJS.ProcessEnv = {},
  ) {
    writeFileSync(file("digest"), out);
    writeFileSync(file("events"), events);
    stub = new StubPulumi(`
      fs.copyFileSync(${JSON.stringify(file("events"))}, args[args.indexOf("--event-log") + 1]);
      process.stdout.write(fs.readFileSync(${JSON.stringify(file("digest"))}));
      process.exitCode = ${code};`);
    const none = ["GITHUB_ACTIONS", "GITHUB_EVENT_PATH", "GITHUB_REF", "GITHUB_STEP_SUMMARY", "AZURE_CLIENT_ID"];
    const env = stub.env({ ...Object.fromEntries(none.map((name) => [name, ""])), INIT_CWD: folder, ...more });
    return runCi("preview", ["--stack", "dev", "--base", "HEAD", ...args], env);
  }

  /** A job of GitHub for pull request 12. */
  async function job(from: string, status = 201): Promise<NodeJS.ProcessEnv> {
    server = await serve(({ method }) =>
      method === "GET"
        ? { body: "[]" }
        : { status, body: JSON.stringify({ id: 1, html_url: "https://github.example/12#1", message: "No" }) },
    );
    const event = { pull_request: { number: 12, head: { sha: "f".repeat(40), repo: { full_name: from } } } };
    writeFileSync(file("event"), JSON.stringify(event));
    return {
      GITHUB_ACTIONS: "true",
      GITHUB_EVENT_PATH: file("event"),
      GITHUB_REPOSITORY: "octo/gridwire",
      GITHUB_TOKEN: TOKEN,
      GITHUB_API_URL: server.url,
      GITHUB_STEP_SUMMARY: file("summary"),
      PULUMI_BACKEND_URL: `file://${folder}`,
      NO_PROXY: "*",
    };
  }
  const posted = () =>
    server?.got.filter(({ method }) => method === "POST").map(({ body }) => JSON.parse(body).body) ?? [];

  it("previews once and writes the comment to the file, where the caller means it", async () => {
    const { code, out, err } = await run({ out: fixture("everything.json") }, ["--out", "comment.md"]);
    assert.equal(code, 0, err);
    assert.equal(out, "");
    assert.match(read("comment.md"), /^<!-- gridwire preview: dev -->\n\n## Preview of `dev`/);
    const [call, ...more] = stub?.calls ?? [];
    assert.deepEqual(more, []);
    assert.deepEqual(call?.args.slice(0, 4), ["preview", "--json", "--show-sames", "--event-log"]);
    assert.equal(call?.env.PULUMI_DEBUG_COMMANDS, "true");
    assert.equal(call?.env.PULUMI_OPTION_POLICY_PACK, "policies");
    assert.equal(existsSync(call?.args[4] ?? ""), false, "the event log is left behind");
  });

  it("writes to standard output without a file", async () => {
    const { out } = await run({ out: fixture("empty.json") }, []);
    assert.match(out, /^<!-- gridwire preview: dev -->\n\n\*\*Preview of `dev`\*\*: no changes/);
  });

  it("posts the comment, and writes the job's summary", async () => {
    const env = await job("octo/gridwire");
    const { code, err } = await run({ out: fixture("everything.json") }, ["--post", "--out", "comment.md"], env);
    assert.equal(code, 0, err);
    assert.deepEqual(posted(), [read("comment.md")]);
    assert.equal(read("summary"), read("comment.md"));
    assert.match(read("comment.md"), /Commit `ffffffffffff`/);
    assert.match(err, /Commented: https:\/\/github\.example\/12#1/);
  });

  it("fails for a mandatory policy, and posts nevertheless", async () => {
    const preview = { out: fixture("everything.json"), events: fixture("everything.events.jsonl"), code: 1 };
    const { code } = await run(preview, ["--post"], await job("octo/gridwire"));
    assert.equal(code, 1);
    assert.match(posted()[0], /❌ \*\*mandatory\*\*, high \| `storage-shared-key-off` \| `data-account`/);
  });

  it("fails when the preview does, and posts why", async () => {
    const diagnostics = [{ severity: "error", message: "error: the greeting is missing" }];
    const preview = { out: JSON.stringify({ steps: [], diagnostics }), code: 1 };
    const { code } = await run(preview, ["--post"], await job("octo/gridwire"));
    assert.equal(code, 1);
    assert.match(posted()[0], /## Preview of `dev` failed[\s\S]*the greeting is missing/);
  });

  it("fails when the comment cannot be posted, and has written it nevertheless", async () => {
    const env = await job("octo/gridwire", 403);
    const { code, err, out } = await run({ out: fixture("everything.json") }, ["--post", "--out", "comment.md"], env);
    assert.equal(code, 1);
    assert.match(err, /GitHub answered 403 to commenting on pull request 12: No\. .*`pull-requests: write`/);
    assert.equal(`${out}${err}`.includes(TOKEN), false);
    assert.ok(read("comment.md").startsWith(MARKER));
  });

  it("neither logs in nor posts for a fork, and says what is left out", async () => {
    const { code, out, err } = await run({ out: "" }, ["--post"], await job("mallory/gridwire"));
    assert.equal(code, 0, err);
    assert.deepEqual(stub?.calls, []);
    assert.deepEqual(server?.got, []);
    assert.match(out, /There is no preview: this pull request comes from a fork/);
    assert.match(err, /Not posted/);
  });

  it("takes what npm run validate found, of several files", async () => {
    const stack = (name: string, texts: string[]) =>
      JSON.stringify([{ stack: name, resources: 49, findings: [{ title: "Topic", texts }] }]);
    writeFileSync(file("a.json"), stack("staging", ["sku is unknown"]));
    writeFileSync(file("b.json"), stack("prod", ["name is too long"]));
    const { out } = await run({ out: fixture("empty.json") }, ["--findings", "a.json", "--findings", "b.json"]);
    assert.match(out, /\| `staging` \| `Topic` \| sku is unknown \|\n\| `prod` \| `Topic` \| name is too long \|/);
  });

  for (const [what, args, says] of [
    ["an unknown option", ["--coment"], /Unknown option '--coment'/],
    ["a stack that no stack can be called", ["--stack", "a b"], /--stack is "a b": expected/],
    ["a base that is not here", ["--base", "nowhere"], /--base is "nowhere": there is no such commit/],
    ["--post without a pull request", ["--post"], /--post: there is no pull request/],
  ] as const) {
    it(`refuses ${what}`, async () => {
      const { code, err } = await run({ out: fixture("empty.json") }, args);
      assert.equal(code, 2, err);
      assert.match(err, says);
    });
  }

  it("refuses a file that holds no findings", async () => {
    writeFileSync(file("a.json"), "{}");
    const { code, err } = await run({ out: fixture("empty.json") }, ["--findings", "a.json"]);
    assert.equal(code, 1);
    assert.match(err, /a\.json holds no findings: expected what npm run validate -- --json <file> writes/);
  });
});
