import assert from "node:assert/strict";
import { UserAssignedIdentity } from "@pulumi/azure-native/managedidentity/userAssignedIdentity.js";
import * as pulumi from "@pulumi/pulumi";
import { type Grant, Grants } from "../../../infra/components/grants.js";
import { roles } from "../../../infra/roles.js";
import { record } from "../recorded.js";
import { testPlace } from "../test-place.js";

describe("Grants", () => {
  const place = testPlace();
  const SENDER =
    "/subscriptions/7c0ffee0-0000-4000-8000-0000000005b5/providers/Microsoft.Authorization/roleDefinitions/" +
    "d5a91429-5739-47e2-a06b-3470a27159e7";

  /** Grants of an identity on a thing, asked for as given. */
  const grantAll = (asked: readonly Pick<Grant, "key" | "role">[], scene = {}) =>
    record(() => {
      const identity = new UserAssignedIdentity("id", { resourceGroupName: "rg" });
      const target = new pulumi.ComponentResource("test:test:Thing", "thing");
      const on = { scope: "/scope/of/thing", label: "thing", target };
      const grants = asked.map((grant) => ({ ...grant, on, why: `${grant.key} is why` }));
      new Grants("app-grants", { place, identity, identityName: "id-app-test", grants });
    }, scene);

  it("assigns the role on the thing itself, and says why", async () => {
    const stack = await grantAll([{ key: "names", role: roles.eventGridDataSender }]);
    const assignment = stack.named("app-grants-names");

    assert.equal(assignment.type, "azure-native:authorization:RoleAssignment");
    assert.equal(assignment.parent, "app-grants");
    assert.deepEqual(assignment.inputs, {
      roleAssignmentName: place.names.guid("id-app-test", roles.eventGridDataSender.id, "thing"),
      scope: "/scope/of/thing",
      principalId: "principal of id",
      principalType: "ServicePrincipal",
      roleDefinitionId: SENDER,
      description: "names is why",
    });
  });

  it("replaces an assignment with its identity or its thing, the old one first", async () => {
    const assignment = (await grantAll([{ key: "names", role: roles.eventGridDataSender }])).named("app-grants-names");

    assert.deepEqual(assignment.replaceWith, ["id", "thing"]);
    assert.equal(assignment.deleteBeforeReplace, true);
  });

  it("knows the name of an assignment before anything exists", async () => {
    const asked = [{ key: "names", role: roles.eventGridDataSender }];
    const previewed = await grantAll(asked, { preview: true });

    assert.equal(
      previewed.named("app-grants-names").inputs.roleAssignmentName,
      (await grantAll(asked)).named("app-grants-names").inputs.roleAssignmentName,
    );
  });

  it("gives a role once that is asked for twice: Azure refuses the second", async () => {
    const stack = await grantAll([
      { key: "one", role: roles.storageBlobDataContributor },
      { key: "two", role: roles.storageBlobDataContributor },
      { key: "three", role: roles.storageBlobDataReader },
    ]);
    const assignments = stack.resources.filter(({ type }) => type.endsWith(":RoleAssignment")).map(({ name }) => name);

    assert.deepEqual(assignments.sort(), ["app-grants-one", "app-grants-three"]);
  });
});
