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
      resourceGroup: undefined,
      uniqueness: undefined,
      scale: { instanceMemoryMB: 2048, maximumInstanceCount: 100, alwaysReady: 0 },
      deliverWith: "masterKey",
      protect: false,
      logRetentionDays: 30,
      telemetry: { sampledPercent: 100, logLevel: "Information" },
      purgeProtection: true,
      softDeleteRetentionDays: 90,
      alertRecipients: [],
      allowedOrigins: [],
      issuers: [],
      apiCallers: [],
      expires: undefined,
    });
  });

  it("takes everything that may be said", () => {
    const { secrets: _, ...config } = parse({
      ...least,
      "gridwire:resourceGroup": "rg-gridwire-dev",
      "gridwire:uniqueness": "7",
      "gridwire:instanceMemoryMB": "512",
      "gridwire:maximumInstanceCount": "40",
      "gridwire:alwaysReady": "1",
      "gridwire:deliverWith": "azureFunction",
      "gridwire:protect": "true",
      "gridwire:logRetentionDays": "730",
      "gridwire:sampledPercent": "10",
      "gridwire:logLevel": "Warning",
      "gridwire:purgeProtection": "false",
      "gridwire:softDeleteRetentionDays": "7",
      "gridwire:alertRecipients": '["oncall@example.com","second@example.com"]',
      "gridwire:allowedOrigins": '["https://names.example.com","https://127.0.0.1:8443"]',
      "gridwire:issuers": '[{"issuer":"https://example.eu.auth0.com/","audiences":["https://api.example"]}]',
      "gridwire:apiCallers": '["11111111-2222-4333-8444-555555555555"]',
      "gridwire:expires": "2028-02-29",
      "azure-native:subscriptionId": "is none of our business",
    });
    assert.deepEqual(config, {
      location: "westeurope",
      environment: "dev",
      owner: "platform team",
      resourceGroup: "rg-gridwire-dev",
      uniqueness: "7",
      scale: { instanceMemoryMB: 512, maximumInstanceCount: 40, alwaysReady: 1 },
      deliverWith: "azureFunction",
      protect: true,
      logRetentionDays: 730,
      telemetry: { sampledPercent: 10, logLevel: "Warning" },
      purgeProtection: false,
      softDeleteRetentionDays: 7,
      alertRecipients: ["oncall@example.com", "second@example.com"],
      allowedOrigins: ["https://names.example.com", "https://127.0.0.1:8443"],
      issuers: [{ issuer: "https://example.eu.auth0.com/", audiences: ["https://api.example"], algorithm: "RS256" }],
      apiCallers: ["11111111-2222-4333-8444-555555555555"],
      expires: "2028-02-29",
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
      "gridwire:sampledPercent": "0",
      "gridwire:logLevel": "all",
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
      'gridwire:sampledPercent is "0": expected a whole number from 1 to 100 (default 100)',
      'gridwire:logLevel is "all": expected Debug, Information or Warning (default Information)',
      'gridwire:purgeProtection is "yes": expected true or false (default true; once true, Azure never takes it back)',
      'gridwire:softDeleteRetentionDays is "91": expected a whole number from 7 to 90 (default 90)',
      "gridwire:secrets.pepper is missing: set it with: pulumi config set --path --secret 'gridwire:secrets.pepper'",
      "gridwire:secrets.salt is not a secret of the stack: expected pepper",
      "gridwire:onwer is not a setting: expected one of azure-native:location, gridwire:environment, gridwire:owner, " +
        "gridwire:resourceGroup, gridwire:uniqueness, gridwire:instanceMemoryMB, gridwire:maximumInstanceCount, gridwire:alwaysReady, " +
        "gridwire:logRetentionDays, gridwire:sampledPercent, gridwire:logLevel, gridwire:deliverWith, gridwire:protect, gridwire:purgeProtection, gridwire:softDeleteRetentionDays, gridwire:alertRecipients, gridwire:allowedOrigins, gridwire:issuers, gridwire:apiCallers, gridwire:expires, gridwire:secrets",
    ]);
  });

  const refused: Readonly<Record<string, { readonly expected: string; readonly values: readonly string[] }>> = {
    "gridwire:resourceGroup": {
      expected: "the name of a resource group that exists: 1 to 90 letters, digits and _-.(), no period at its end",
      values: ["", "rg gridwire", "rg.", "/subscriptions/1/resourceGroups/rg", "r".repeat(91)],
    },
    "gridwire:alertRecipients": {
      expected: "a list of e-mail addresses, each once (default none)",
      values: [
        "oncall@example.com",
        '["oncall"]',
        '{"0":"oncall@example.com"}',
        '["a@b.example","a@b.example"]',
        "[7]",
      ],
    },
    "gridwire:issuers": {
      expected:
        'a list of at most 10 of { "issuer": "https://…", "audiences": ["…"], "algorithm": "RS256" or "ES256" }, each issuer once (default none)',
      values: ['"https://a/"', '[{"issuer":"http://a/","audiences":["b"]}]', '[{"issuer":"https://a/"}]'],
    },
    "gridwire:apiCallers": {
      expected: "a list of object ids of users, groups or service principals, each once (default none)",
      values: ['["me"]', '["11111111-2222-4333-8444-555555555555","11111111-2222-4333-8444-555555555555"]'],
    },
    "gridwire:allowedOrigins": {
      expected: "a list of origins such as https://names.example.com, none of them *, each once (default none)",
      values: [
        "https://names.example.com",
        '["*"]',
        '["http://names.example.com"]',
        '["https://names.example.com/"]',
        '["https://*.example.com"]',
        '["https://NAMES.example.com"]',
        '["https://user@names.example.com"]',
        '["null"]',
      ],
    },
    "gridwire:expires": {
      expected: "a date such as 2026-12-31",
      values: ["tomorrow", "2026-02-30", "2026-12-31T00:00:00Z", ""],
    },
  };
  for (const [key, { expected, values }] of Object.entries(refused)) {
    for (const value of values) {
      it(`refuses ${key} ${value.slice(0, 40)}`, () =>
        assert.deepEqual(problemsOf({ ...least, [key]: value }), [
          `${key} is ${JSON.stringify(value)}: expected ${expected}`,
        ]));
    }
  }

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
