import assert from "node:assert/strict";
import { changesIn } from "../../../ci/comment/change.js";
import { entitlementChanges } from "../../../ci/comment/entitlements.js";
import { switchChanges } from "../../../ci/comment/switches.js";
import { digest, step } from "./sample.js";

const ACCOUNT = "azure-native:storage:StorageAccount";
const FEDERATED = "azure-native:managedidentity:FederatedIdentityCredential";
const ROLE = "azure-native:authorization:RoleDefinition";

describe("Changes of network and keys", () => {
  const turned = (path: string, before: unknown, after: unknown) =>
    switchChanges(
      changesIn(
        digest(
          step(ACCOUNT, "data", { before: { inputs: nested(path, before) }, after: { inputs: nested(path, after) } }),
        ),
      ),
    ).map(({ about, isWider }) => [about, isWider]);

  for (const [path, closed, open, about] of [
    ["publicNetworkAccess", "Disabled", "Enabled", "network"],
    ["networkRuleSet.defaultAction", "Deny", "Allow", "network"],
    ["properties.networkAcls.defaultAction", "Deny", "Allow", "network"],
    ["allowBlobPublicAccess", false, true, "network"],
    ["httpsOnly", true, false, "network"],
    ["allowSharedKeyAccess", false, true, "keys"],
    ["disableLocalAuth", true, false, "keys"],
    ["properties.enableRbacAuthorization", true, false, "keys"],
  ] as const) {
    it(`tell that ${path} opens, and that it closes`, () => {
      assert.deepEqual(turned(path, closed, open), [[about, true]]);
      assert.deepEqual(turned(path, open, closed), [[about, false]]);
    });
  }

  it("tell that a list of addresses or callers changed", () => {
    assert.deepEqual(turned("siteConfig.cors.allowedOrigins", ["https://a"], ["https://a", "*"]), [["network", false]]);
  });

  it("are not what only begins with the same letters", () => {
    assert.deepEqual(turned("allowedCopyScope", "AAD", "PrivateLink"), []);
  });

  it("tell of a new resource that is made open, and of no other", () => {
    const made = (value: boolean) =>
      switchChanges(changesIn(digest(step(ACCOUNT, "data", { after: { inputs: { allowSharedKeyAccess: value } } }))));
    assert.match(made(true)[0]?.text ?? "", /`data` is made with `allowSharedKeyAccess` `true` ⚠️ open/);
    assert.deepEqual(made(false), []);
  });
});

describe("Changes of trust and custom roles", () => {
  const tell = (...parts: Parameters<typeof step>) => entitlementChanges(changesIn(digest(step(...parts))));
  const trust = (subject: string) => ({ inputs: { issuer: "https://token.example", subject, resourceName: "x" } });

  it("name issuer and subject of a new credential", () => {
    const [{ isWider, text } = { isWider: false, text: "" }] = tell(FEDERATED, "github", {
      after: trust("repo:a/b:environment:dev"),
    });
    assert.equal(isWider, true);
    assert.match(
      text,
      /federated credential\)\*\* added: `github` .*`issuer` `https:\/\/token.example`, `subject` `repo:a\/b:environment:dev`/,
    );
  });

  it("mark another subject", () => {
    const [found] = tell(FEDERATED, "github", {
      before: trust("repo:a/b:environment:dev"),
      after: trust("repo:a/b:pull_request"),
    });
    assert.equal(found?.isWider, true);
    assert.match(found?.text ?? "", /⚠️.*`repo:a\/b:environment:dev` → `repo:a\/b:pull_request`/);
  });

  it("say nothing when nothing about the trust changed", () => {
    const before = { inputs: { ...trust("x").inputs, tags: { a: "1" } } };
    assert.deepEqual(tell(FEDERATED, "github", { before, after: trust("x") }), []);
  });

  it("show what a custom role may do more", () => {
    const role = (actions: string[]) => ({ inputs: { permissions: [{ actions }] } });
    const [found] = tell(ROLE, "deployer", { before: role(["a/read"]), after: role(["a/read", "*"]) });
    assert.match(found?.text ?? "", /\*\*custom role\*\* changed ⚠️: `deployer`.*`\["a\/read","\*"\]`/);
  });

  it("tell of an app role and of a lock that goes", () => {
    const [app] = tell("azuread:index/appRoleAssignment:AppRoleAssignment", "api", {
      after: { inputs: { appRoleId: "7" } },
    });
    assert.match(app?.text ?? "", /app role\*\* added/);
    const lock = (parts: object) => tell("azure-native:authorization:ManagementLockByScope", "keep", parts)[0]?.isWider;
    assert.equal(lock({ before: {} }), true);
    assert.equal(lock({ after: {} }), false);
  });
});

const nested = (path: string, value: unknown): Record<string, unknown> =>
  path.split(".").reduceRight<unknown>((inner, key) => ({ [key]: inner }), value) as Record<string, unknown>;
