import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { everyCall, shellLine } from "../../../../infra/bootstrap/run/git-hub.js";

const repository = { owner: "octo-org", name: "gridwire", ownerId: 123, id: 456 };
const variables = {
  AZURE_CLIENT_ID: "client",
  AZURE_TENANT_ID: "tenant",
  AZURE_SUBSCRIPTION_ID: "subscription",
  PULUMI_BACKEND_URL: "azblob://dev?storage_account=st",
};

describe("What GitHub is told", () => {
  it("has environments for the main branch alone, and reviewers where there are any", () => {
    const environments = [
      { name: "prod", reviewed: true, mainOnly: true, variables },
      { name: "pr", reviewed: true, mainOnly: false, variables },
    ];
    const [prod, pr, ...more] = everyCall(repository, { environments }, [{ type: "Team", id: 7 }]);
    assert.deepEqual(more, []);
    assert.equal(prod?.title, "environment prod");
    assert.deepEqual(JSON.parse(prod?.calls[0]?.input ?? ""), {
      reviewers: [{ type: "Team", id: 7 }],
      deployment_branch_policy: { protected_branches: false, custom_branch_policies: true },
    });
    assert.match(prod?.calls[1]?.args.join(" ") ?? "", /POST .*prod\/deployment-branch-policies .*name=main$/);
    assert.deepEqual(JSON.parse(pr?.calls[0]?.input ?? ""), {
      reviewers: [{ type: "Team", id: 7 }],
      deployment_branch_policy: null,
    });
    assert.equal(pr?.calls.filter(({ args }) => args.includes("POST")).length, 0);
  });

  it("says nothing of reviewers where the config names none", () => {
    const environments = [{ name: "prod", reviewed: true, mainOnly: true, variables }];
    const [prod] = everyCall(repository, { environments }, []);
    assert.equal(prod?.calls[0]?.input?.includes("reviewers"), false);
  });

  it("has variables of the repository, which jobs in no environment see", () => {
    const [first] = everyCall(repository, { environments: [], repository: variables }, []);
    assert.equal(first?.title, "the repository");
    assert.equal(
      shellLine(first?.calls[3] ?? { args: [] }),
      "gh variable set PULUMI_BACKEND_URL --repo octo-org/gridwire --body 'azblob://dev?storage_account=st'",
    );
  });

  it("is a line that a shell reads as it was meant", () => {
    const line = shellLine({ args: ["a b", "it's", "$HOME"], input: '{"a":"\'"}' }).replace("| gh", "| printf '%s\\n'");
    assert.equal(execFileSync("sh", ["-c", line], { encoding: "utf8" }), "a b\nit's\n$HOME\n");
    const echoed = shellLine({ args: [], input: '{"a":"\'"}' }).replace("| gh", "");
    assert.equal(execFileSync("sh", ["-c", echoed], { encoding: "utf8" }), '{"a":"\'"}\n');
  });
});
