import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { secret } from "../../contracts/index.js";
import { parseConfig } from "../../infra/config.js";

describe("parseConfig", () => {
  const pepper = secret("pepper");
  const least = {
    "azure-native:location": "westeurope",
    "gridwire:environment": "dev",
    "gridwire:owner": "platform team",
    "gridwire:secrets": JSON.stringify({ pepper: "hot" }),
  };
  const parse = (raw: Record<string, string>, encrypted = ["gridwire:secrets"]) =>
    parseConfig(raw, encrypted, [pepper]);
  const problemsOf = (raw: Record<string, string>, encrypted?: string[]): string[] => {
    try {
      parse(raw, encrypted);
    } catch (error) {
      assert.ok(error instanceof Error);
      const [title, ...problems] = error.message.split("\n  ");
      assert.equal(title, "The stack's config cannot be used:");
      return problems;
    }
    return [];
  };

  it("fills in what is left out", () => {
    const { secrets: _, ...config } = parse(least);
    assert.deepEqual(config, {
      location: "westeurope",
      environment: "dev",
      owner: "platform team",
      uniqueness: undefined,
      scale: { instanceMemoryMB: 2048, maximumInstanceCount: 100, alwaysReady: 0 },
      deliverWith: "masterKey",
      protect: false,
      logRetentionDays: 30,
      purgeProtection: true,
      softDeleteRetentionDays: 90,
    });
  });

  it("takes everything that may be said", () => {
    const { secrets: _, ...config } = parse({
      ...least,
      "gridwire:uniqueness": "7",
      "gridwire:instanceMemoryMB": "512",
      "gridwire:maximumInstanceCount": "40",
      "gridwire:alwaysReady": "1",
      "gridwire:deliverWith": "azureFunction",
      "gridwire:protect": "true",
      "gridwire:logRetentionDays": "730",
      "gridwire:purgeProtection": "false",
      "gridwire:softDeleteRetentionDays": "7",
      "azure-native:subscriptionId": "is none of our business",
    });
    assert.deepEqual(config, {
      location: "westeurope",
      environment: "dev",
      owner: "platform team",
      uniqueness: "7",
      scale: { instanceMemoryMB: 512, maximumInstanceCount: 40, alwaysReady: 1 },
      deliverWith: "azureFunction",
      protect: true,
      logRetentionDays: 730,
      purgeProtection: false,
      softDeleteRetentionDays: 7,
    });
  });

  it("gives secrets as secrets", async () => {
    const { secrets } = parse(least);
    const pepperValue = secrets.pepper;
    assert.ok(pepperValue !== undefined);
    assert.equal(await pulumi.isSecret(pepperValue), true);
    assert.equal(await new Promise((resolve) => pepperValue.apply(resolve)), "hot");
  });

  it("reports every wrong, missing and unknown key in one message, with what is allowed", () => {
    const problems = problemsOf({
      "azure-native:location": "West Europe",
      "gridwire:environment": "production-1",
      "gridwire:onwer": "x",
      "gridwire:instanceMemoryMB": "1024",
      "gridwire:maximumInstanceCount": "39",
      "gridwire:alwaysReady": "-1",
      "gridwire:logRetentionDays": "a month",
      "gridwire:purgeProtection": "yes",
      "gridwire:softDeleteRetentionDays": "91",
      "gridwire:secrets": JSON.stringify({ salt: "white" }),
    });
    assert.deepEqual(problems, [
      'azure-native:location is "West Europe": expected the short name of an Azure region, e.g. westeurope',
      'gridwire:environment is "production-1": expected 2 to 8 lower-case letters and digits, a letter first',
      "gridwire:owner is missing: expected 1 to 256 characters: who answers for the stack",
      'gridwire:instanceMemoryMB is "1024": expected 512, 2048 or 4096 (default 2048)',
      'gridwire:maximumInstanceCount is "39": expected a whole number from 40 to 1000 (default 100)',
      'gridwire:alwaysReady is "-1": expected a whole number from 0 to 20 (default 0)',
      'gridwire:logRetentionDays is "a month": expected a whole number from 30 to 730 (default 30)',
      'gridwire:purgeProtection is "yes": expected true or false (default true; once true, Azure never takes it back)',
      'gridwire:softDeleteRetentionDays is "91": expected a whole number from 7 to 90 (default 90)',
      "gridwire:secrets.pepper is missing: set it with: pulumi config set --path --secret 'gridwire:secrets.pepper'",
      "gridwire:secrets.salt is not a secret of the stack: expected pepper",
      "gridwire:onwer is not a setting: expected one of azure-native:location, gridwire:environment, gridwire:owner, " +
        "gridwire:uniqueness, gridwire:instanceMemoryMB, gridwire:maximumInstanceCount, gridwire:alwaysReady, " +
        "gridwire:logRetentionDays, gridwire:deliverWith, gridwire:protect, gridwire:purgeProtection, gridwire:softDeleteRetentionDays, gridwire:secrets",
    ]);
  });

  it("refuses secrets that are not encrypted", () => {
    assert.deepEqual(problemsOf(least, []), [
      "gridwire:secrets is not encrypted: set it with: pulumi config set --path --secret 'gridwire:secrets.pepper'",
    ]);
  });

  it("never names a value of a secret", () => {
    for (const raw of ["hot stuff", '["hot stuff"]', '{"pepper":{"a":"hot stuff"}}', '"hot stuff"']) {
      const problems = problemsOf({ ...least, "gridwire:secrets": raw }, []);
      assert.equal(problems.length, 2, raw);
      assert.doesNotMatch(problems.join(), /hot/);
    }
  });
});
