import assert from "node:assert/strict";
import type { DeclaredResource } from "../../../arm/declared/declared-resource.js";
import { MadeUp } from "../../../arm/declared/made-up.js";
import { grantsTable } from "../../../arm/grants/grants-table.js";
import { groupId, SUBSCRIPTION } from "../../../local/shared/arm-id.js";

const group = groupId("rg");
const identityId = `${group}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/id-app`;
const container = `${group}/providers/Microsoft.Storage/storageAccounts/st/blobServices/default/containers/raw`;
const READER = "2a2b9908-6ea1-4ae2-8e65-a410df84e7d1";

const resource = (type: string, name: string, id: string, inputs: Record<string, unknown> = {}): DeclaredResource => ({
  urn: `urn:${name}`,
  type: `azure-native:${type}`,
  name,
  id,
  inputs,
  dependencies: [],
});
const definition = (id: string) =>
  `/subscriptions/${SUBSCRIPTION}/providers/Microsoft.Authorization/roleDefinitions/${id}`;

describe("The table of grants", () => {
  const madeUp = new MadeUp();
  const principalId = madeUp.guid({ kind: "property", id: identityId, path: "properties.principalId" });
  const stack = [
    resource("managedidentity:UserAssignedIdentity", "app-identity", identityId),
    resource("storage:BlobContainer", "data-raw", container),
  ];
  const rowsOf = (inputs: Record<string, unknown>, more: readonly DeclaredResource[] = []) => {
    const assignment = resource("authorization:RoleAssignment", "a", `${container}/x`, inputs);
    return grantsTable([...stack, ...more, assignment], madeUp)
      .split("\n")
      .slice(2);
  };

  it("has the names of the program, whatever the stack's names on Azure", () => {
    const inputs = { principalId, roleDefinitionId: definition(READER), scope: container, description: "it reads" };
    assert.deepEqual(rowsOf(inputs), [
      "| app-identity | Storage Blob Data Reader | BlobContainer data-raw | it reads |",
    ]);
  });

  it("tells who deploys, who is known by an id alone, a condition, and a scope that is not of the stack", () => {
    const deployer = madeUp.guid({ kind: "function", token: "azure-native:authorization:getClientConfig" });
    const inputs = { roleDefinitionId: definition(READER), scope: group, condition: "a | b" };
    assert.deepEqual(rowsOf({ ...inputs, principalId: deployer }), [
      "| the login that deploys | Storage Blob Data Reader, if a \\| b | group rg |  |",
    ]);
    assert.match(rowsOf({ ...inputs, principalId: "1234" })[0] ?? "", /^\| 1234 \|/);
  });

  it("tells a role of the stack by its name, and one that it does not know by its id", () => {
    const own = resource("authorization:RoleDefinition", "role", definition("0b3c"), { roleName: "Counter" });
    const inputs = { principalId, scope: container };
    assert.match(
      rowsOf({ ...inputs, roleDefinitionId: definition("0b3c") }, [own])[0] ?? "",
      /\| Counter, of the stack \|/,
    );
    assert.match(rowsOf({ ...inputs, roleDefinitionId: definition("0b3c") })[0] ?? "", /\| 0b3c \|/);
  });
});
