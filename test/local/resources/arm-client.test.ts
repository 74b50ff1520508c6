import assert from "node:assert/strict";
import { ArmClient } from "../../../local/resources/arm-client.js";
import { ResourceManager } from "../../../local/resources/resource-manager.js";
import { ResourceStore } from "../../../local/resources/resource-store.js";
import type { AccessRequest } from "../../../local/shared/access.js";
import { groupId, SUBSCRIPTION, TENANT } from "../../../local/shared/arm-id.js";
import { Store } from "../../../local/shared/store.js";

const login = { id: "object-id", clientId: "client-id", tenant: TENANT };
const group = groupId("rg");
const site = `${group}/providers/Microsoft.Web/sites/app`;
const plan = `${group}/providers/Microsoft.Web/serverfarms/plan`;
const identity = `${group}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/id`;
const topic = `${group}/providers/Microsoft.EventGrid/topics/t`;
const ROLE = "4633458b-17de-408a-b874-0445c86b69e6";

describe("Azure Resource Manager, for a login", () => {
  let store: Store;
  let arm: ArmClient;
  let asked: AccessRequest[];
  /** Actions that are not allowed. */
  let denied: string[];
  let unfulfilled: string | undefined;

  beforeEach(async () => {
    store = new Store(":memory:");
    asked = [];
    denied = [];
    unfulfilled = undefined;
    const acts = { type: "Microsoft.Web/sites", actions: { "host/default/listKeys": () => ({ masterKey: "k" }) } };
    const manager = new ResourceManager(new ResourceStore(store), [acts]);
    const authorize = (principal: typeof login, request: AccessRequest) => {
      asked.push(request);
      const allowed = !denied.includes(request.operation);
      return { allowed, principal, request, ...(unfulfilled === undefined ? {} : { unfulfilled }) };
    };
    arm = new ArmClient(manager, { authorize }, login);
    for (const id of [group, plan, identity, topic, site]) await manager.put(id, {});
  });
  afterEach(() => store.close());

  const seen = () => asked.map(({ operation, scope }) => [operation, scope]);

  it("asks for the right of each call on the resource itself", async () => {
    const container = `${group}/providers/Microsoft.Storage/storageAccounts/a/blobServices/default/containers/c`;
    const grant = `${topic}/providers/Microsoft.Authorization/roleAssignments/g`;
    arm.read(container);
    arm.read(group);
    arm.read(`${site}/basicPublishingCredentialsPolicies/ftp`);
    await arm.delete(grant);
    await arm.act(site, "host/default/listKeys", {});
    assert.deepEqual(seen(), [
      ["Microsoft.Storage/storageAccounts/blobServices/containers/read", container],
      ["Microsoft.Resources/subscriptions/resourceGroups/read", group],
      [
        "Microsoft.Web/sites/basicPublishingCredentialsPolicies/ftp/read",
        `${site}/basicPublishingCredentialsPolicies/ftp`,
      ],
      ["Microsoft.Authorization/roleAssignments/delete", grant],
      ["Microsoft.Web/sites/host/listKeys/action", `${site}/host/default`],
    ]);
  });

  it("asks for what a site refers to: its identity and its plan", async () => {
    await arm.put(site, { serverFarmId: plan, identity: { userAssignedIdentities: [identity] } });
    assert.deepEqual(seen(), [
      ["Microsoft.Web/sites/write", site],
      ["Microsoft.ManagedIdentity/userAssignedIdentities/assign/action", identity],
      ["Microsoft.Web/serverfarms/join/action", plan],
    ]);
  });

  it("asks for the function that a subscription delivers to, and not for a webhook", async () => {
    const subscription = `${topic}/providers/Microsoft.EventGrid/eventSubscriptions/s`;
    await arm.put(subscription, { destination: { endpointType: "AzureFunction", resourceId: `${site}/functions/f` } });
    await arm.put(subscription, { destination: { endpointType: "WebHook", endpointUrl: "https://x" } });
    assert.deepEqual(seen(), [
      ["Microsoft.EventGrid/eventSubscriptions/write", subscription],
      ["Microsoft.Web/sites/functions/write", `${site}/functions/f`],
      ["Microsoft.EventGrid/eventSubscriptions/write", subscription],
    ]);
  });

  it("tells conditions what a role assignment is about: as asked for, or as it is there", async () => {
    const id = `${topic}/providers/Microsoft.Authorization/roleAssignments/g`;
    const roleDefinitionId = `/subscriptions/${SUBSCRIPTION}/providers/Microsoft.Authorization/roleDefinitions/${ROLE}`;
    await arm.put(id, { roleDefinitionId, principalId: "p", principalType: "ServicePrincipal" });
    await arm.delete(id);
    const attributes = {
      "Microsoft.Authorization/roleAssignments:RoleDefinitionId": ROLE,
      "Microsoft.Authorization/roleAssignments:PrincipalId": "p",
      "Microsoft.Authorization/roleAssignments:PrincipalType": "ServicePrincipal",
    };
    assert.deepEqual(
      asked.map((request) => request.attributes),
      [{ Request: attributes }, { Resource: attributes }],
    );
  });

  it("refuses in Azure's words, whether there is such a resource or not, and does nothing", async () => {
    denied = ["Microsoft.Web/sites/read", "Microsoft.Web/sites/write", "Microsoft.Web/sites/delete"];
    const message = (verb: string, scope = site) =>
      `The client 'client-id' with object id 'object-id' does not have authorization to perform action 'Microsoft.Web/sites/${verb}' over scope '${scope}' or the scope is invalid. If access was recently granted, please refresh your credentials.`;
    const refusal = (verb: string, scope?: string) => ({
      status: 403,
      code: "AuthorizationFailed",
      message: message(verb, scope),
    });
    assert.throws(() => arm.read(`${site}2`), refusal("read", `${site}2`));
    await assert.rejects(arm.put(site, { changed: true }), refusal("write"));
    await assert.rejects(arm.delete(site), refusal("delete"));
    denied = [];
    assert.deepEqual(arm.read(site)?.inputs, {});
  });

  it("says so when a condition alone is in the way", async () => {
    denied = ["Microsoft.Web/sites/write"];
    unfulfilled = "an assignment";
    await assert.rejects(arm.put(site, {}), {
      code: "AuthorizationFailed",
      message:
        /'object-id' has an authorization with ABAC condition that is not fulfilled to perform action 'Microsoft\.Web\/sites\/write'/,
    });
  });

  it("names what it may do, and the linked scope where it may not", async () => {
    denied = ["Microsoft.ManagedIdentity/userAssignedIdentities/assign/action"];
    await assert.rejects(arm.put(site, { changed: true, identity: { userAssignedIdentities: { [identity]: {} } } }), {
      status: 403,
      code: "LinkedAuthorizationFailed",
      message: `The client 'client-id' with object id 'object-id' has permission to perform action 'Microsoft.Web/sites/write' on scope '${site}'; however, it does not have permission to perform action 'Microsoft.ManagedIdentity/userAssignedIdentities/assign/action' on the linked scope(s) '${identity}' or the linked scope(s) are invalid.`,
    });
    assert.deepEqual(arm.read(site)?.inputs, {});
  });
});
