import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { DEPLOYER } from "../../infra/deployer.js";
import { ROLES } from "../../infra/role-for.js";
import { roles } from "../../infra/roles.js";
import { parseCondition } from "../../local/authorization/condition.js";

const ASSIGNMENTS = "Microsoft.Authorization/roleAssignments";
const condition = DEPLOYER.find(({ name }) => name.startsWith("Role Based"))?.condition ?? "";

describe("The deployer's roles", () => {
  const may = (action: string, source: "Request" | "Resource", role: string, type = "ServicePrincipal") =>
    parseCondition(condition)(`${ASSIGNMENTS}/${action}`, {
      [source]: { [`${ASSIGNMENTS}:RoleDefinitionId`]: role, [`${ASSIGNMENTS}:PrincipalType`]: type },
    });

  it("may give out and take back every role that the program gives out", () => {
    const given = [...Object.values(roles), ...Object.values(ROLES).flatMap((uses) => Object.values(uses))];
    for (const { id } of given) assert.ok(may("write", "Request", id) && may("delete", "Resource", id));
  });

  it("may give no other role, to nobody else, and takes none of another away", () => {
    const owner = "8e3af657-a8ff-443c-a75c-2fe8c4bcb635";
    assert.ok(!may("write", "Request", owner));
    assert.ok(!may("delete", "Resource", owner));
    for (const type of ["User", "Group"]) assert.ok(!may("write", "Request", roles.keyVaultSecretsUser.id, type));
    assert.ok(!may("write", "Resource", roles.keyVaultSecretsUser.id), "what is there does not count for a write");
  });

  it("have the condition that the page about deploying tells", () => {
    const page = readFileSync(resolve(import.meta.dirname, "../../docs/how-to/deploy.md"), "utf8");
    const told = /`condition\.txt` holds:\n+```\n([^`]+)\n```/.exec(page)?.[1] ?? "";
    assert.equal(told.replace(/\s+/g, " "), condition);
    for (const { name } of DEPLOYER) assert.ok(page.includes(`| ${name}`), name);
  });
});
