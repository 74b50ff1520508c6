import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runCi } from "./run-ci.js";
import { StubPulumi } from "./stub-pulumi.js";

const STEP = {
  op: "update",
  urn: "urn:pulumi:dev::gridwire::azure-native:web:WebApp::tally-site",
  oldState: { inputs: { httpsOnly: true } },
  newState: { inputs: { httpsOnly: false } },
  detailedDiff: { httpsOnly: { kind: "update", inputDiff: true } },
};
const DRIFTED = `
  if (args[0] === "version") return process.stdout.write("v3.259.0");
  process.stdout.write(${JSON.stringify(JSON.stringify({ steps: [STEP] }))});
  if (args[0] === "refresh") die(7, "error: no changes were expected for refresh but changes were proposed");`;

/** The command by itself, on a stand-in for the CLI. */
describe("npm run ci:drift", () => {
  let stub: StubPulumi | undefined;
  let folder: string;
  let gitHub: Server;
  let asked: { readonly what: string; readonly body: Record<string, unknown> }[];
  let issues: object[];

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), "gridwire-drift-"));
    asked = [];
    issues = [];
    gitHub = createServer((request, response) => {
      let text = "";
      request.on("data", (chunk: Buffer) => (text += chunk.toString()));
      request.on("end", () => {
        asked.push({ what: `${request.method} ${request.url}`, body: text === "" ? {} : JSON.parse(text) });
        const body =
          request.method === "GET" ? issues : { id: 1, number: 5, html_url: "https://github.com/o/r/issues/5" };
        response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(body));
      });
    });
    await new Promise<void>((done) => gitHub.listen(0, "127.0.0.1", done));
  });
  afterEach(async () => {
    stub?.remove();
    rmSync(folder, { recursive: true, force: true });
    await new Promise((done) => gitHub.close(done));
  });

  const drift = (answer: string, ...more: string[]) => {
    stub = new StubPulumi(answer);
    const api = `http://127.0.0.1:${(gitHub.address() as AddressInfo).port}`;
    const access = { GITHUB_API_URL: api, GITHUB_TOKEN: "t", GITHUB_REPOSITORY: "o/r", GITHUB_STEP_SUMMARY: "" };
    return runCi("drift", ["--stack", "dev", ...more], stub.env({ ...access, NO_PROXY: "127.0.0.1" }));
  };

  it("looks twice, changes nothing, and leaves the policies out", async () => {
    const { code, out } = await drift('if (args[0] === "version") process.stdout.write("v3.259.0")');
    assert.equal(code, 0);
    assert.match(out, /^## No drift/);
    const [, ...looks] = stub?.calls ?? [];
    assert.deepEqual(
      looks.map(({ args, env }) => [args.slice(0, 4), env.PULUMI_OPTION_POLICY_PACK]),
      [
        [["refresh", "--preview-only", "--expect-no-changes", "--json"], ""],
        [["preview", "--refresh", "--expect-no-changes", "--json"], ""],
      ],
    );
  });

  it("ends with 7 and a report when somebody changed Azure", async () => {
    const { code, out } = await drift(DRIFTED, "--out", join(folder, "drift.md"));
    assert.equal(code, 7);
    const report = readFileSync(join(folder, "drift.md"), "utf8");
    assert.match(report, /\| update \| `tally-site`.*`httpsOnly` \| `true` \| `false` \|/);
    assert.equal(out, report);
    assert.equal(asked.length, 0);
  });

  it("opens an issue, with the marker by which it is found again", async () => {
    const { code, err } = await drift(DRIFTED, "--issue");
    assert.equal(code, 7, err);
    const { what, body } = asked.at(-1) ?? { what: "", body: {} };
    assert.equal(what, "POST /repos/o/r/issues");
    assert.equal(body.title, "Drift: dev is not what its code says");
    assert.match(String(body.body), /^<!-- gridwire drift of dev -->\n## Drift: dev/);
    assert.match(err, /Opened: https:\/\/github\.com\/o\/r\/issues\/5/);
  });

  it("closes the issue when there is no drift any more", async () => {
    const body = "<!-- gridwire drift of dev -->\nold";
    issues = [
      { id: 1, number: 5, html_url: "https://github.com/o/r/issues/5", body, user: { login: "b", type: "Bot" } },
    ];
    const { code, err } = await drift('if (args[0] === "version") process.stdout.write("v3.259.0")', "--issue");
    assert.equal(code, 0, err);
    assert.deepEqual(
      asked.slice(1).map(({ what, body: { state } }) => [what, state]),
      [
        ["POST /repos/o/r/issues/5/comments", undefined],
        ["PATCH /repos/o/r/issues/5", "closed"],
      ],
    );
  });

  it("fails with 1, and touches no issue, when it cannot compare", async () => {
    const { code, err } = await drift(
      'if (args[0] === "version") process.stdout.write("v"); else die(255, "error: the sky fell")',
      "--issue",
    );
    assert.equal(code, 1);
    assert.match(err, /pulumi refresh on stack dev failed with exit code 255\.[\s\S]*the sky fell/);
    assert.equal(asked.length, 0);
  });

  it("refuses wrong options with 2, before it calls anybody", async () => {
    const wrong: readonly (readonly [string[], RegExp])[] = [
      [["--stack", "a b"], /--stack is "a b"/],
      [["--nonsense"], /Unknown option '--nonsense'/],
    ];
    for (const [args, text] of wrong) {
      const { code, err } = await drift("", ...args);
      assert.equal(code, 2);
      assert.match(err, text);
      assert.deepEqual(stub?.calls, []);
      stub?.remove();
    }
    const { code, out } = await drift("", "--help");
    assert.equal(code, 0);
    assert.match(out, /Exit codes: 0 no drift, 7 drift/);
  });
});
