import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { containerOf } from "../../../infra/bootstrap/state-names.js";
import { DEPLOYER, PREVIEWER } from "../../../infra/deployer.js";
import { type Recorded, type Recording, record } from "../recorded.js";

const TENANT = "7c0ffee0-0000-4000-8000-00000000a2e0";
const SUBSCRIPTION = "7c0ffee0-0000-4000-8000-0000000005b5";
const CRYPTO_USER = "12338af0-0e69-4776-bea7-57ae8d297424";
const BLOB_CONTRIBUTOR = "ba92f5b4-2d11-453d-a403-e96b0029c9fe";
const BLOB_READER = "2a2b9908-6ea1-4ae2-8e65-a410df84e7d1";
const [CONTRIBUTOR, ADMINISTRATOR] = DEPLOYER;

const CONFIG = {
  "azure-native:location": "westeurope",
  "azure-native:tenantId": TENANT,
  "azure-native:subscriptionId": SUBSCRIPTION,
  "gridwire-bootstrap:owner": "platform team",
  "gridwire-bootstrap:repository": "octo-org/gridwire",
  "gridwire-bootstrap:repositoryOwnerId": "123",
  "gridwire-bootstrap:repositoryId": "456",
};

const login = {
  clientId: "c",
  objectId: "object of the administrator",
  tenantId: TENANT,
  subscriptionId: SUBSCRIPTION,
};
let runs = 0;

/** Runs the whole program as an administrator. */
function run(config: Record<string, string> = {}, found: object = login): Promise<Recording> {
  runs += 1;
  const program = async () => {
    pulumi.runtime.setAllConfig({ ...CONFIG, ...config });
    // Each time anew: a module is run once by its name.
    await import(`../../../infra/bootstrap/index.ts?run=${runs}`);
  };
  return record(program, { answers: { "azure-native:authorization:getClientConfig": { ...found } } });
}

describe("The program of bootstrap", () => {
  let stack: Recording;
  before(async () => {
    stack = await run();
  });

  const ofType = (type: string) => stack.resources.filter((resource) => resource.type === type);

  it("makes a group for each environment and one for state", () => {
    const groups = ofType("azure-native:resources:ResourceGroup");
    assert.deepEqual(groups.map(({ inputs }) => inputs.resourceGroupName).sort(), [
      "rg-gridwire-dev",
      "rg-gridwire-pr",
      "rg-gridwire-prod",
      "rg-gridwire-staging",
      "rg-gridwire-state",
    ]);
    for (const group of groups) {
      assert.ok(group.dependsOn.includes("Microsoft.Storage"), `${group.name} waits for the resource providers`);
    }
  });

  it("keeps state in an account that no key opens, with what was overwritten", () => {
    const [account, ...more] = ofType("azure-native:storage:StorageAccount");
    assert.deepEqual(more, []);
    assert.equal(account?.inputs.allowSharedKeyAccess, false);
    assert.equal(account?.inputs.allowBlobPublicAccess, false);
    assert.match(String(account?.inputs.accountName), /^stpulumistate[0-9a-z]{6}$/);
    const [blobs] = ofType("azure-native:storage:BlobServiceProperties");
    assert.equal(blobs?.inputs.isVersioningEnabled, true);
    assert.deepEqual(blobs?.inputs.deleteRetentionPolicy, { enabled: true, days: 30 });
    assert.deepEqual(blobs?.inputs.containerDeleteRetentionPolicy, { enabled: true, days: 30 });
  });

  it("has a container and a key for each environment and for itself", () => {
    for (const [type, property, ofPullRequests] of [
      // Azure wants three characters of a container.
      ["azure-native:storage:BlobContainer", "containerName", "pull-requests"],
      ["azure-native:keyvault:Key", "keyName", "pr"],
    ] as const) {
      const found = ofType(type);
      const expected = ["bootstrap", "dev", "prod", "staging", ofPullRequests].sort();
      assert.deepEqual(found.map(({ inputs }) => inputs[property]).sort(), expected);
    }
  });

  it("has keys for encrypting and wrapping alone, in a vault that takes role assignments only", () => {
    const [vault] = ofType("azure-native:keyvault:Vault");
    const properties = vault?.inputs.properties as Record<string, unknown> | undefined;
    assert.deepEqual([properties?.enableRbacAuthorization, properties?.enablePurgeProtection], [true, true]);
    for (const key of ofType("azure-native:keyvault:Key")) {
      const { kty, keySize, keyOps } = key.inputs.properties as Record<string, unknown>;
      assert.deepEqual([kty, keySize, keyOps], ["RSA", 3072, ["encrypt", "decrypt", "wrapKey", "unwrapKey"]]);
      // Azure Resource Manager cannot delete one.
      assert.equal(key.deletedWith, "keys-vault");
    }
  });

  it("trusts the jobs of its repository, each by its whole subject, and pull requests for the preview of dev alone", () => {
    const subjects = ofType(
      "azuread:index/applicationFederatedIdentityCredential:ApplicationFederatedIdentityCredential",
    );
    const repository = "repo:octo-org@123/gridwire@456";
    assert.deepEqual(Object.fromEntries(subjects.map(({ name, inputs }) => [name, inputs.subject])), {
      "dev-deploy-environment-dev": `${repository}:environment:dev`,
      "dev-preview-environment-dev-preview": `${repository}:environment:dev-preview`,
      "dev-preview-pull-request": `${repository}:pull_request`,
      "staging-deploy-environment-staging": `${repository}:environment:staging`,
      "staging-preview-environment-staging-preview": `${repository}:environment:staging-preview`,
      "prod-deploy-environment-prod": `${repository}:environment:prod`,
      "prod-preview-environment-prod-preview": `${repository}:environment:prod-preview`,
      "pr-deploy-environment-pr": `${repository}:environment:pr`,
      "pr-deploy-environment-pr-sweep": `${repository}:environment:pr-sweep`,
    });
    for (const { inputs } of subjects) {
      assert.equal(inputs.issuer, "https://token.actions.githubusercontent.com");
      assert.deepEqual(inputs.audiences, ["api://AzureADTokenExchange"]);
      assert.match(String(inputs.displayName), /^[A-Za-z0-9][\w-]{2,119}$/);
    }
  });

  it("protects everything, or nothing where the config says so", async () => {
    const protectedOnes = ({ resources }: Recording) =>
      resources.filter(({ type }) => !/^(gridwire|pulumi):/.test(type)).map(({ protect }) => protect);
    assert.deepEqual(new Set(protectedOnes(stack)), new Set([true]));
    const bare = await run({ "gridwire-bootstrap:protect": "false" });
    assert.deepEqual(new Set(protectedOnes(bare)), new Set([false]));
  });

  it("makes no secret", () => {
    for (const { type, inputs } of stack.resources) {
      assert.doesNotMatch(type, /Password|Certificate/);
      assert.equal("password" in inputs, false);
    }
  });

  /** `role on scope` of each assignment of a principal, sorted. */
  const grantsOf = (principal: string) =>
    ofType("azure-native:authorization:RoleAssignment")
      .filter(({ inputs }) => inputs.principalId === principal)
      .map(({ inputs }) => `${String(inputs.roleDefinitionId).split("/").at(-1)} on ${String(inputs.scope)}`)
      .sort();
  const principal = (name: string) => `object of ${name}-principal`;

  it("gives who deploys its environment's group, state and key, and nothing else", () => {
    for (const place of ["dev", "staging", "prod", "pr"]) {
      assert.deepEqual(
        grantsOf(principal(`${place}-deploy`)),
        [
          `${CONTRIBUTOR?.id} on id of ${place}-group`,
          `${ADMINISTRATOR?.id} on id of ${place}-group`,
          `${BLOB_CONTRIBUTOR} on id of state-${containerOf(place)}`,
          `${CRYPTO_USER} on id of keys-${place}`,
        ].sort(),
        place,
      );
    }
  });

  it("gives who previews no right to write, but for what encrypts", () => {
    for (const place of ["dev", "staging", "prod"]) {
      assert.deepEqual(
        grantsOf(principal(`${place}-preview`)),
        [
          `${PREVIEWER.id} on id of ${place}-group`,
          `${BLOB_READER} on id of state-${place}`,
          `${CRYPTO_USER} on id of keys-${place}`,
        ].sort(),
        place,
      );
    }
  });

  it("gives the administrator the state of all, and no more: it has the rest already", () => {
    const places = ["bootstrap", "dev", "staging", "prod", "pr"];
    assert.deepEqual(
      grantsOf(login.objectId),
      places
        .flatMap((place) => [
          `${BLOB_CONTRIBUTOR} on id of state-${containerOf(place)}`,
          `${CRYPTO_USER} on id of keys-${place}`,
        ])
        .sort(),
    );
  });

  it("conditions whoever may give roles away, and nobody else", () => {
    for (const { name, inputs } of ofType("azure-native:authorization:RoleAssignment")) {
      const givesAway = String(inputs.roleDefinitionId).endsWith(String(ADMINISTRATOR?.id));
      assert.equal(inputs.condition, givesAway ? ADMINISTRATOR?.condition : undefined, name);
      assert.equal(inputs.conditionVersion, givesAway ? "2.0" : undefined, name);
    }
  });

  it("says that principals are service principals, as the directory may not know new ones yet", () => {
    for (const { name, inputs } of ofType("azure-native:authorization:RoleAssignment")) {
      const expected = inputs.principalId === login.objectId ? "User" : "ServicePrincipal";
      assert.equal(inputs.principalType, expected, name);
    }
  });

  it("replaces a right with whom it is given to, and with what it is on", () => {
    assert.deepEqual(stack.named("dev-deploy-rights-state").replaceWith, ["dev-deploy-principal", "state-dev"]);
    assert.equal(stack.named("dev-deploy-rights-state").deleteBeforeReplace, true);
  });

  it("makes the API of each environment, which only who has a role gets a token for", () => {
    for (const place of ["dev", "staging", "prod", "pr"]) {
      const application = stack.named(`${place}-api-registration`);
      assert.equal(application.inputs.displayName, `gridwire-${place}-api`);
      assert.equal(stack.named(`${place}-api-principal`).inputs.appRoleAssignmentRequired, true);
      assert.equal(stack.named(`${place}-api-uri`).inputs.identifierUri, `api://client of ${place}-api-registration`);
      assert.equal(stack.named(`${place}-api-registration`).inputs.requestedAccessTokenVersion, 2);
      assert.equal(stack.named(`${place}-api-access_as_user`).inputs.type, "User");
      assert.deepEqual(stack.named(`${place}-api-claims`).inputs.accessTokens, [
        { name: "idtyp", additionalProperties: ["include_user_token"] },
      ]);
      for (const role of ["Names.Generate", "Counts.Read"]) {
        const { inputs } = stack.named(`${place}-api-${role}`);
        assert.equal(inputs.value, role);
        assert.match(String(inputs.roleId), /^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
        assert.deepEqual(stack.named(`${place}-api-${role}-${place}-deploy`).inputs, {
          appRoleId: inputs.roleId,
          principalObjectId: `object of ${place}-deploy-principal`,
          resourceObjectId: `object of ${place}-api-principal`,
        });
      }
    }
    assert.equal(ofType("azuread:index/appRoleAssignment:AppRoleAssignment").length, 8);
  });

  it("gives the same names and ids at each run", async () => {
    const again = await run();
    const made = ({ resources }: Recording): Recorded["inputs"][] =>
      resources.map(({ name, inputs }) => ({ name, ...inputs })).sort((a, b) => (a.name < b.name ? -1 : 1));
    assert.deepEqual(made(again), made(stack));
  });

  it("makes no more than what is asked for", async () => {
    const few = await run({
      "gridwire-bootstrap:environments": '["dev"]',
      "gridwire-bootstrap:purgeProtection": "false",
      "gridwire-bootstrap:subjects": "names",
      "gridwire-bootstrap:administratorId": TENANT,
      "gridwire-bootstrap:administratorType": "Group",
    });
    assert.deepEqual(
      few.resources.filter(({ name }) => /staging|prod|pr-/.test(name)),
      [],
    );
    assert.equal("enablePurgeProtection" in (few.named("keys-vault").inputs.properties as object), false);
    assert.equal(few.named("dev-preview-pull-request").inputs.subject, "repo:octo-org/gridwire:pull_request");
    const { principalId, principalType } = few.named("administrator-rights-dev-key").inputs;
    assert.deepEqual([principalId, principalType], [TENANT, "Group"]);
  });
});
