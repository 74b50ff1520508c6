import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setUpGitHub } from "../../../../infra/bootstrap/run/set-up-git-hub.js";
import { GitHubCli } from "../../../shared/git-hub-cli.js";

const repository = { owner: "octo-org", name: "gridwire", ownerId: 123, id: 456 };
const variables = {
  AZURE_CLIENT_ID: "client",
  AZURE_TENANT_ID: "tenant",
  AZURE_SUBSCRIPTION_ID: "subscription",
  PULUMI_BACKEND_URL: "azblob://dev?storage_account=st",
};
const settings = {
  environments: [
    { name: "dev", reviewed: false, mainOnly: true, variables },
    { name: "pr", reviewed: true, mainOnly: false, variables },
  ],
  repository: variables,
};

describe("setUpGitHub", () => {
  let folder: string;
  let cli: GitHubCli;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "gridwire-gh-"));
    cli = new GitHubCli(folder);
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const setUp = (reviewers: readonly { readonly type: "User"; readonly id: number }[] = []) => {
    const surroundings = { cwd: folder, env: { ...process.env, PATH: cli.path } };
    return setUpGitHub({ repository, settings, reviewers }, surroundings, () => undefined);
  };
  const rules = () =>
    cli
      .take()
      .filter(({ args }) => args.includes("PUT") || args.includes("POST"))
      .map(({ args }) => `${args[2]} ${args[3]?.split("environments/").at(-1)}`);

  it("makes what is missing, and sets every variable", async () => {
    await setUp();
    const calls = cli.take();
    assert.deepEqual(
      calls.filter(({ args }) => args[0] === "variable").map(({ args }) => args.slice(2).join(" ")),
      [["--env", "dev"], ["--env", "pr"], []].flatMap((where) =>
        Object.entries(variables).map(([name, value]) =>
          [name, "--repo", "octo-org/gridwire", ...where, "--body", value].join(" "),
        ),
      ),
    );
  });

  it("leaves rules that are there alone, but for the reviewers that the config names", async () => {
    await setUp();
    assert.deepEqual(rules(), ["PUT dev", "POST dev/deployment-branch-policies", "PUT pr"]);
    await setUp();
    assert.deepEqual(rules(), []);
    await setUp([{ type: "User", id: 1 }]);
    assert.deepEqual(rules(), ["PUT pr"]);
  });

  it("says when there is no gh", async () => {
    const surroundings = { cwd: folder, env: { PATH: join(folder, "nothing") } };
    await assert.rejects(
      setUpGitHub({ repository, settings, reviewers: [] }, surroundings, () => undefined),
      {
        message: "there is no command gh on PATH",
      },
    );
  });
});
