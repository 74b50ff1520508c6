import assert from "node:assert/strict";
import type { Properties } from "../../../local/shared/resource.js";
import {
  APP_ROLE_ASSIGNMENT,
  APPLICATION,
  CREDENTIAL,
  GROUP,
  SERVICE_PRINCIPAL,
  TenantWorld,
} from "../tenant-world.js";

const GUID = "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}";
const READER = "acdd72a7-3385-48ef-bd42-f606fba81ae7";
const CONTRIBUTOR = "b24988ac-6180-42a0-ab88-20f7382dd24c";
const ROLE = { id: "00000000-0000-4000-8000-0000000000aa", value: "Names.Submit", displayName: "Submit names" };

describe("azuread on the local tenant", function () {
  this.timeout(30_000);
  let world: TenantWorld;
  before(async () => {
    world = await TenantWorld.open();
  });
  after(() => world.close());

  it("gives ids as azuread forms them, and what Entra makes up", async () => {
    const { id, clientId } = await world.application("api", { appRoles: [ROLE], identifierUris: ["api://gridwire"] });
    assert.match(id, new RegExp(`^/applications/${GUID}$`));
    const application = await world.azuread.outputs(APPLICATION, id);
    assert.equal(`/applications/${application.objectId}`, id);
    assert.deepEqual(application.appRoleIds, { "Names.Submit": ROLE.id });

    const objectId = await world.servicePrincipal(clientId);
    const principal = await world.azuread.outputs(SERVICE_PRINCIPAL, `/servicePrincipals/${objectId}`);
    assert.equal(principal.displayName, "api");
    assert.deepEqual(principal.servicePrincipalNames, [clientId, "api://gridwire"]);
    assert.deepEqual(principal.appRoleIds, { "Names.Submit": ROLE.id });

    const credential = await world.credential(id, "main", "repo:o/r:ref:refs/heads/main");
    const { credentialId } = await world.azuread.outputs(CREDENTIAL, credential);
    assert.equal(credential, `${application.objectId}/federatedIdentityCredential/${credentialId}`);

    const caller = await world.application("caller");
    const callerId = await world.servicePrincipal(caller.clientId);
    const inputs = { appRoleId: ROLE.id, principalObjectId: callerId, resourceObjectId: objectId };
    const assignment = await world.azuread.create(APP_ROLE_ASSIGNMENT, inputs);
    assert.match(assignment, new RegExp(`^/servicePrincipals/${objectId}/appRoleAssignedTo/[\\w-]{43}$`));
    const { principalDisplayName, resourceDisplayName } = await world.azuread.outputs(APP_ROLE_ASSIGNMENT, assignment);
    assert.deepEqual([principalDisplayName, resourceDisplayName], ["caller", "api"]);
    await assert.rejects(world.azuread.create(APP_ROLE_ASSIGNMENT, inputs), /Permission being assigned already exists/);
    await assert.rejects(
      world.azuread.create(APP_ROLE_ASSIGNMENT, { ...inputs, appRoleId: CONTRIBUTOR }),
      /Permission being assigned was not found on application/,
    );
  });

  it("has one service principal an application, and none without one", async () => {
    const { clientId } = await world.application("one");
    const objectId = await world.servicePrincipal(clientId);
    await assert.rejects(
      world.servicePrincipal(clientId),
      new RegExp(`A resource with the ID "${objectId}" already exists.*imported`),
    );
    await assert.rejects(
      world.servicePrincipal("00000000-0000-4000-8000-000000000001"),
      /400 \(400 Bad Request\) with error: Request_BadRequest: The appId '00000000-.*valid application object/,
    );
  });

  it("takes an identifier URI once", async () => {
    const { id } = await world.application("first", { identifierUris: ["api://taken"] });
    await world.azuread.update(APPLICATION, id, { displayName: "renamed", identifierUris: ["api://taken"] });
    assert.equal((await world.azuread.outputs(APPLICATION, id)).displayName, "renamed");
    await assert.rejects(world.application("second", { identifierUris: ["api://taken"] }), /api:\/\/taken/);
  });

  it("holds credentials to their limits", async () => {
    const { id } = await world.application("limits");
    const add = (name: string, subject: string, more?: Properties) => world.credential(id, name, subject, more);
    await add("a", "repo:o/r:environment:a");
    await assert.rejects(add("b", "repo:o/r:environment:a"), /combination of issuer and subject must be unique/);
    await assert.rejects(add("a", "repo:o/r:environment:b"), /409 .*with name a already exists/);
    await assert.rejects(add("b", "x".repeat(601)), /It has 601 characters; allowed are 1 to 600/);
    await assert.rejects(add("b", "repo:o/r:environment:b", { audiences: ["a", "b"] }), /exactly one audience/);
    await assert.rejects(
      add("b", "repo:o/r:environment:b", { applicationId: "/applications/00000000-0000-4000-8000-000000000001" }),
      /404 .*Request_ResourceNotFound/,
    );
    await assert.rejects(add("b", "s", { applicationId: "x" }), /expected an application's resource id/);
    // Same subject in another case is another subject.
    await add("A", "repo:o/r:environment:A");
    for (let n = 2; n < 20; n += 1) await add(`n${n}`, `repo:o/r:environment:n${n}`);
    await assert.rejects(add("n20", "repo:o/r:environment:n20"), /at most 20 federated identity credentials/);
  });

  it("changes a credential in place, without taking another's subject", async () => {
    const { id } = await world.application("change");
    const first = await world.credential(id, "first", "one");
    await world.credential(id, "second", "two");
    const inputs = await world.azuread.read(CREDENTIAL, first);
    await world.azuread.update(CREDENTIAL, first, { ...inputs, subject: "three" });
    assert.equal((await world.azuread.outputs(CREDENTIAL, first)).subject, "three");
    await assert.rejects(world.azuread.update(CREDENTIAL, first, { ...inputs, subject: "two" }), /must be unique/);
  });

  it("deletes with an application what is its own", async () => {
    const { applicationId, objectId } = await world.federated("gone", "repo:o/r:environment:gone");
    await world.azuread.delete(APPLICATION, applicationId);
    assert.equal(await world.azuread.read(SERVICE_PRINCIPAL, `/servicePrincipals/${objectId}`), undefined);
    const { clientId } = await world.application("again");
    await world.servicePrincipal(clientId);
  });

  it("refuses the flexible kind of credential, which no login would look at", async () => {
    const type =
      "azuread:index/applicationFlexibleFederatedIdentityCredential:ApplicationFlexibleFederatedIdentityCredential";
    await assert.rejects(world.azuread.create(type, {}), /the local Azure does not support/);
  });

  it("is no place to give a role to an application instead of its service principal", async () => {
    const { id, clientId } = await world.application("holder");
    const group = await world.group("rg-holder");
    const assign = (principalId: unknown) =>
      world.azureNative.create("azure-native:authorization:RoleAssignment", {
        roleAssignmentName: crypto.randomUUID(),
        principalId,
        principalType: "User",
        roleDefinitionId: `/subscriptions/x/providers/Microsoft.Authorization/roleDefinitions/${READER}`,
        scope: group,
      });
    const { objectId } = await world.azuread.outputs(APPLICATION, id);
    await assert.rejects(assign(objectId), /PrincipalNotFound/);
    await assign(await world.servicePrincipal(clientId));
  });

  describe("under a federated login", () => {
    const SUBJECT = "repo:o/r:environment:login";

    it("holds a provider to the role assignments of its application", async () => {
      const { clientId, objectId } = await world.federated("ci-deployer", SUBJECT);
      const mine = await world.group("rg-mine");
      await world.group("rg-other");
      await world.grant(objectId, CONTRIBUTOR, mine);
      const provider = await world.providerOf("azure-native", clientId, SUBJECT);
      try {
        const identity = "azure-native:managedidentity:UserAssignedIdentity";
        const make = (resourceGroupName: string) =>
          provider.create(identity, { resourceGroupName, resourceName: "id", location: "westeurope" });
        await make("rg-mine");
        await assert.rejects(
          make("rg-other"),
          new RegExp(`AuthorizationFailed.*client '${clientId}' with object id '${objectId}'`),
        );
        await assert.rejects(provider.create(GROUP, { resourceGroupName: "rg-new" }), /AuthorizationFailed/);
        const { identities } = await world.control.audit();
        assert.equal(identities.find(({ principalId }) => principalId === objectId)?.name, "ci-deployer");
      } finally {
        provider.close();
      }
    });

    it("answers for that login, and makes its providers once", async () => {
      const { clientId, objectId } = await world.federated("who", "repo:o/r:environment:who");
      const login = { clientId, tenantId: world.azure.run.environment.AZURE_TENANT_ID ?? "" };
      const token = await world.token("repo:o/r:environment:who");
      const first = await world.control.providersOf({ ...login, token });
      assert.match(first.PULUMI_DEBUG_PROVIDERS ?? "", /^azure-native:\d+,azuread:\d+$/);
      assert.deepEqual(await world.control.providersOf({ ...login, token }), first);
      for (const [name, invoke] of [
        ["azuread", "azuread:index/getClientConfig:getClientConfig"],
        ["azure-native", "azure-native:authorization:getClientConfig"],
      ] as const) {
        const provider = await world.providerOf(name, clientId, "repo:o/r:environment:who");
        const config = await provider.invoke(invoke, {});
        provider.close();
        assert.deepEqual([config.clientId, config.objectId], [clientId, objectId]);
      }
    });

    it("refuses azuread all that needs a permission of Microsoft Graph", async () => {
      const { applicationId, clientId } = await world.federated("no-graph", "repo:o/r:environment:no-graph");
      const provider = await world.providerOf("azuread", clientId, "repo:o/r:environment:no-graph");
      const denied =
        /403 \(403 Forbidden\) with error: Authorization_RequestDenied: Insufficient privileges to complete/;
      try {
        await assert.rejects(provider.create(APPLICATION, { displayName: "mine" }), denied);
        await assert.rejects(provider.update(APPLICATION, applicationId, { displayName: "mine" }), denied);
        await assert.rejects(provider.read(APPLICATION, applicationId), denied);
        await assert.rejects(provider.delete(APPLICATION, applicationId), denied);
      } finally {
        provider.close();
      }
    });

    it("is given to nobody whom Entra refuses, and no token is repeated", async () => {
      const { clientId } = await world.federated("refused", "repo:o/r:environment:refused");
      const tenantId = world.azure.run.environment.AZURE_TENANT_ID ?? "";
      const token = await world.token("repo:o/r:environment:other");
      await assert.rejects(world.control.providersOf({ clientId, tenantId, token }), (error: Error) => {
        assert.match(error.message, /^AADSTS700213: .* subject 'repo:o\/r:environment:other'/);
        assert.doesNotMatch(error.message, new RegExp(token.slice(-20)));
        return true;
      });
      await assert.rejects(world.control.providersOf({ clientId, tenantId: "other", token }), /AADSTS90002/);
    });
  });
});
