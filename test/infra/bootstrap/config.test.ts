import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { parseConfig } from "../../../infra/bootstrap/config.js";
import { SETTINGS } from "../../../infra/bootstrap/settings.js";

const TENANT = "7c0ffee0-0000-4000-8000-00000000a2e0";
const SUBSCRIPTION = "7c0ffee0-0000-4000-8000-0000000005b5";

describe("parseConfig of bootstrap", () => {
  const least = {
    "azure-native:location": "westeurope",
    "azure-native:tenantId": TENANT,
    "azure-native:subscriptionId": SUBSCRIPTION,
    "gridwire-bootstrap:owner": "platform team",
    "gridwire-bootstrap:repository": "Octo-Org/gridwire",
    "gridwire-bootstrap:repositoryOwnerId": "123",
    "gridwire-bootstrap:repositoryId": "456",
  };
  const problemsOf = (raw: Record<string, string>): string[] => {
    try {
      parseConfig(raw);
    } catch (error) {
      assert.ok(error instanceof Error);
      const [title, ...problems] = error.message.split("\n  ");
      assert.equal(title, "The config of bootstrap cannot be used:");
      return problems;
    }
    return [];
  };

  it("fills in what is left out", () => {
    assert.deepEqual(parseConfig(least), {
      location: "westeurope",
      tenantId: TENANT,
      subscriptionId: SUBSCRIPTION,
      owner: "platform team",
      repository: { owner: "Octo-Org", name: "gridwire", ownerId: 123, id: 456 },
      subjects: "immutable",
      places: ["dev", "staging", "prod", "pr"],
      protect: true,
      stateRetentionDays: 30,
      purgeProtection: true,
      softDeleteRetentionDays: 90,
      uniqueness: "gridwire-bootstrap",
      administratorId: undefined,
      administratorType: "User",
      reviewers: [],
    });
  });

  it("takes everything that may be said, and environments in the order of promotion", () => {
    const config = parseConfig({
      ...least,
      "gridwire-bootstrap:subjects": "names",
      "gridwire-bootstrap:environments": '["pr","dev"]',
      "gridwire-bootstrap:protect": "false",
      "gridwire-bootstrap:stateRetentionDays": "365",
      "gridwire-bootstrap:purgeProtection": "false",
      "gridwire-bootstrap:softDeleteRetentionDays": "7",
      "gridwire-bootstrap:uniqueness": "2",
      "gridwire-bootstrap:administratorId": TENANT,
      "gridwire-bootstrap:administratorType": "Group",
      "gridwire-bootstrap:reviewers": '["user:1","team:2"]',
    });
    assert.equal(config.subjects, "names");
    assert.deepEqual(config.places, ["dev", "pr"]);
    assert.equal(config.protect, false);
    assert.equal(config.stateRetentionDays, 365);
    assert.equal(config.purgeProtection, false);
    assert.equal(config.softDeleteRetentionDays, 7);
    assert.equal(config.uniqueness, "2");
    assert.equal(config.administratorId, TENANT);
    assert.equal(config.administratorType, "Group");
    assert.deepEqual(config.reviewers, [
      { type: "User", id: 1 },
      { type: "Team", id: 2 },
    ]);
  });

  it("reports every missing key in one message, with how to find its value", () => {
    assert.deepEqual(problemsOf({}), [
      "azure-native:location is missing: expected the short name of an Azure region, e.g. westeurope",
      "azure-native:tenantId is missing: expected what `az account show --query tenantId --output tsv` prints: a GUID in lower case",
      "azure-native:subscriptionId is missing: expected what `az account show --query id --output tsv` prints: a GUID in lower case",
      "gridwire-bootstrap:owner is missing: expected 1 to 256 characters: who answers for what is made",
      "gridwire-bootstrap:repository is missing: expected owner/name of the repository on GitHub, in the case that GitHub writes it in",
      "gridwire-bootstrap:repositoryOwnerId is missing: expected the number that `gh api repos/{owner}/{repo} --jq .owner.id` prints",
      "gridwire-bootstrap:repositoryId is missing: expected the number that `gh api repos/{owner}/{repo} --jq .id` prints",
    ]);
  });

  it("reports every wrong and unknown key, with what is allowed", () => {
    const problems = problemsOf({
      ...least,
      "azure-native:tenantId": "00000000-0000-0000-0000-000000000000",
      "gridwire-bootstrap:repository": "octo-org/*",
      "gridwire-bootstrap:repositoryId": "gridwire",
      "gridwire-bootstrap:subjects": "any",
      "gridwire-bootstrap:environments": '["dev","production"]',
      "gridwire-bootstrap:stateRetentionDays": "0",
      "gridwire-bootstrap:softDeleteRetentionDays": "91",
      "gridwire-bootstrap:administratorType": "Person",
      "gridwire-bootstrap:reviewers": "octocat",
      "gridwire-bootstrap:onwer": "x",
    });
    assert.deepEqual(
      problems.map((problem) => problem.slice(0, 90)),
      [
        'azure-native:tenantId is "00000000-0000-0000-0000-000000000000": expected what `az account',
        'gridwire-bootstrap:repository is "octo-org/*": expected owner/name of the repository on Gi',
        'gridwire-bootstrap:repositoryId is "gridwire": expected the number that `gh api repos/{own',
        'gridwire-bootstrap:subjects is "any": expected immutable or names (default immutable): whe',
        'gridwire-bootstrap:environments is "[\\"dev\\",\\"production\\"]": expected a list of dev, sta',
        'gridwire-bootstrap:stateRetentionDays is "0": expected a whole number from 7 to 365 (defau',
        'gridwire-bootstrap:softDeleteRetentionDays is "91": expected a whole number from 7 to 90 (',
        'gridwire-bootstrap:administratorType is "Person": expected User, Group or ServicePrincipal',
        'gridwire-bootstrap:reviewers is "octocat": expected a list of at most 6 of user:<id> and t',
        "gridwire-bootstrap:onwer is not a setting: expected one of azure-native:location, azure-na",
      ],
    );
  });

  it("is documented, every setting and no other", () => {
    const page = readFileSync(resolve(import.meta.dirname, "../../../docs/how-to/bootstrap.md"), "utf8");
    const told = [...page.matchAll(/^\| `((?:gridwire-bootstrap|azure-native):\w+)` \|/gm)].map(([, name]) => name);
    assert.deepEqual(told.sort(), Object.keys(SETTINGS).sort());
  });

  it("refuses no environments at all", () => {
    assert.equal(problemsOf({ ...least, "gridwire-bootstrap:environments": "[]" }).length, 1);
  });
});
