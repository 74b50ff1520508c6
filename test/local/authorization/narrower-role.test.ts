import assert from "node:assert/strict";
import { narrowerRole } from "../../../local/authorization/narrower-role.js";
import { BUILT_IN_ROLES, type RoleDefinition } from "../../../local/authorization/role-definition.js";
import { action, dataAction, type Right } from "../../../local/shared/access.js";

const BLOBS = "Microsoft.Storage/storageAccounts/blobServices/containers/blobs";
const WRITE = dataAction(`${BLOBS}/write`);
const ADD = dataAction(`${BLOBS}/add/action`);
const READ = dataAction(`${BLOBS}/read`);
const GET_SECRET = dataAction("Microsoft.KeyVault/vaults/secrets/getSecret/action");
const SEND = dataAction("Microsoft.EventGrid/events/send/action");

const role = (name: string): RoleDefinition => {
  const found = BUILT_IN_ROLES.find((one) => one.name === name);
  assert.ok(found !== undefined, name);
  return found;
};
const narrower = (name: string, ...calls: Right[][][]) => narrowerRole(role(name), calls)?.name;

describe("A narrower role", () => {
  it("is the narrowest of those that hold what was used", () => {
    assert.equal(narrower("Storage Blob Data Owner", [[READ]]), "Storage Blob Data Reader");
    assert.equal(narrower("Storage Blob Data Owner", [[READ]], [[WRITE]]), "Storage Blob Data Contributor");
    assert.equal(narrower("Key Vault Administrator", [[GET_SECRET]]), "Key Vault Secrets User");
    assert.equal(narrower("EventGrid Data Contributor", [[SEND]]), "EventGrid Data Sender");
  });

  it("needs one alternative of each call, and all rights of it", () => {
    assert.equal(narrower("Storage Blob Data Contributor", [[WRITE], [READ]]), "Storage Blob Data Reader");
    assert.equal(narrower("Storage Blob Data Contributor", [[WRITE, READ]]), undefined);
  });

  it("is there for control actions alone as well, with what notActions take off", () => {
    assert.equal(narrower("Contributor", [[action("Microsoft.Web/sites/publish/Action")]]), "Website Contributor");
  });

  it("is none where the role is the narrowest, or was not used", () => {
    assert.equal(narrower("Storage Blob Data Contributor", [[WRITE], [ADD]]), undefined);
    assert.equal(narrower("Key Vault Secrets User", [[GET_SECRET]]), undefined);
    assert.equal(narrower("EventGrid Data Sender", [[SEND]]), undefined);
    assert.equal(narrower("Storage Blob Data Owner"), undefined);
  });

  it("is found for a custom role", () => {
    const actions = ["Microsoft.Storage/storageAccounts/blobServices/*"];
    const permission = { actions, notActions: [], dataActions: [`${BLOBS}/*`], notDataActions: [] };
    const custom = { id: "x", name: "ours", permissions: [permission] };
    assert.equal(narrowerRole(custom, [[[READ]]])?.name, "Storage Blob Data Reader");
    const without = { ...permission, notDataActions: [`${BLOBS}/read`] };
    assert.equal(narrowerRole({ ...custom, permissions: [without] }, [[[READ]]]), undefined);
  });
});
