import assert from "node:assert/strict";
import { Authorization } from "../../../local/authorization/authorization.js";
import builtIn from "../../../local/authorization/built-in-roles.json" with { type: "json" };
import { ATTRIBUTES } from "../../../local/authorization/condition.js";
import { DecisionLog } from "../../../local/authorization/decision-log.js";
import { roleAssignmentType } from "../../../local/authorization/role-assignment.js";
import { ActivityLog } from "../../../local/control/activity-log.js";
import { MisbehaviourSettings } from "../../../local/control/misbehaviour-settings.js";
import { userAssignedIdentity } from "../../../local/entra/managed-identities.js";
import { ResourceManager } from "../../../local/resources/resource-manager.js";
import { ResourceStore } from "../../../local/resources/resource-store.js";
import { type Attributes, action, dataAction, type Right } from "../../../local/shared/access.js";
import { groupId, SUBSCRIPTION, TENANT } from "../../../local/shared/arm-id.js";
import { Store } from "../../../local/shared/store.js";
import { ManualClock } from "../functions/manual-clock.js";

const SECRETS_USER = "4633458b-17de-408a-b874-0445c86b69e6";
const OWNER = "8e3af657-a8ff-443c-a75c-2fe8c4bcb635";
const CONTRIBUTOR = "b24988ac-6180-42a0-ab88-20f7382dd24c";
const GET_SECRET = dataAction("Microsoft.KeyVault/vaults/secrets/getSecret/action");

const vault = `${groupId("rg")}/providers/Microsoft.KeyVault/vaults/kv`;
const app = { id: "11111111-0000-4000-8000-000000000001", clientId: "c", tenant: TENANT };

describe("Authorization", () => {
  let store: Store;
  let clock: ManualClock;
  let misbehaviours: MisbehaviourSettings;
  let manager: ResourceManager;
  let decisions: DecisionLog;
  let authorization: Authorization;
  let names = 0;

  beforeEach(async () => {
    store = new Store(":memory:");
    clock = new ManualClock();
    const activities = new ActivityLog(clock);
    misbehaviours = new MisbehaviourSettings(clock, activities);
    const resources = new ResourceStore(store);
    manager = new ResourceManager(resources, [
      userAssignedIdentity(clock),
      roleAssignmentType(() => resources, { clock, misbehaviours }),
    ]);
    decisions = new DecisionLog(store, clock);
    authorization = new Authorization(resources, [], decisions, activities, misbehaviours);
    for (const id of [groupId("rg"), vault]) await manager.put(id, {});
  });
  afterEach(async () => {
    await decisions.close();
    store.close();
  });

  async function grant(role: string, scope: string, principalId = app.id, more: object = {}): Promise<string> {
    names += 1;
    const id = `${scope}/providers/Microsoft.Authorization/roleAssignments/${`${names}`.padStart(8, "0")}-0000-4000-8000-000000000000`;
    const roleDefinitionId = `/subscriptions/${SUBSCRIPTION}/providers/Microsoft.Authorization/roleDefinitions/${role}`;
    await manager.put(id, { scope, principalId, roleDefinitionId, principalType: "ServicePrincipal", ...more });
    return id;
  }
  const may = (right: Right, scope: string, attributes?: Attributes) =>
    authorization.authorize(app, { operation: "x", scope, anyOf: [[right]], ...(attributes && { attributes }) });
  const mayRead = (secret: string, right = GET_SECRET) =>
    authorization.authorize(app, { operation: "Get Secret", scope: `${vault}/secrets/${secret}`, anyOf: [[right]] })
      .allowed;

  it("denies without an assignment", () => assert.ok(!mayRead("a")));

  it("allows at the scope of the assignment and beneath, and nowhere else", async () => {
    await grant(SECRETS_USER, `${vault}/secrets/a`);
    assert.ok(mayRead("a"));
    assert.ok(!mayRead("ab"));
    await grant(SECRETS_USER, groupId("rg"));
    assert.ok(mayRead("ab"));
  });

  it("takes the right away with the assignment", async () => {
    const id = await grant(SECRETS_USER, vault);
    assert.ok(mayRead("a"));
    await manager.delete(id);
    assert.ok(!mayRead("a"));
  });

  it("is for the named principal alone", async () => {
    await grant(SECRETS_USER, vault, "somebody-else");
    assert.ok(!mayRead("a"));
  });

  it("keeps actions and data actions apart: an owner reads no secret", async () => {
    await grant(OWNER, vault);
    assert.ok(!mayRead("a"));
    assert.ok(mayRead("a", action("Microsoft.KeyVault/vaults/write")));
  });

  it("takes notActions off a wildcard: a contributor assigns no role", async () => {
    await grant(CONTRIBUTOR, vault);
    assert.ok(mayRead("a", action("Microsoft.KeyVault/vaults/write")));
    assert.ok(!mayRead("a", action("Microsoft.Authorization/roleAssignments/write")));
  });

  it("needs all rights of one alternative", async () => {
    await grant(SECRETS_USER, vault);
    const both = [GET_SECRET, dataAction("Microsoft.KeyVault/vaults/secrets/setSecret/action")];
    const ask = (anyOf: (typeof both)[]) =>
      authorization.authorize(app, { operation: "x", scope: vault, anyOf }).allowed;
    assert.ok(!ask([both]));
    assert.ok(ask([both, [GET_SECRET]]));
  });

  it("records each decision with the assignment that allowed it, counted", async () => {
    mayRead("a");
    const id = await grant(SECRETS_USER, vault);
    mayRead("a");
    mayRead("a");
    const seen = (await decisions.all()).map(({ allowed, assignment, anyOf, scope, count }) => {
      assert.deepEqual({ anyOf, scope }, { anyOf: [[GET_SECRET]], scope: `${vault}/secrets/a` });
      return { allowed, assignment, count };
    });
    assert.deepEqual(seen, [
      { allowed: false, assignment: undefined, count: 1 },
      { allowed: true, assignment: id, count: 2 },
    ]);
  });

  it("refuses assignments as Azure does", async () => {
    await grant(SECRETS_USER, vault);
    await assert.rejects(grant(SECRETS_USER, vault), { status: 409, code: "RoleAssignmentExists" });
    await assert.rejects(grant("00000000-0000-4000-8000-000000000000", vault), { code: "RoleDefinitionDoesNotExist" });
    const id = await grant(OWNER, vault);
    const moved = { ...manager.read(id)?.inputs, principalId: "another" };
    await assert.rejects(manager.put(id, moved), { code: "RoleAssignmentUpdateNotPermitted" });
  });

  it("holds a scope to its whole path segments, whatever its case and the slashes at its end", async () => {
    await grant(SECRETS_USER, `${vault.toUpperCase()}/secrets/A/`);
    assert.ok(mayRead("a"));
    assert.ok(!mayRead("ab"));
    assert.ok(may(GET_SECRET, `${vault}/secrets/a/0123`).allowed);
    assert.ok(!may(GET_SECRET, `${vault}2/secrets/a`).allowed);
  });

  it("is not led elsewhere by a path that goes up, or is empty in the middle", async () => {
    await grant(SECRETS_USER, `${vault}/secrets/mine`);
    assert.ok(mayRead("mine"));
    for (const name of ["mine/../theirs", "mine/./x", "mine//x", "mine/.."]) assert.ok(!mayRead(name), name);
  });

  it("names the narrowest of the assignments that allow", async () => {
    await grant(SECRETS_USER, groupId("rg"));
    const narrow = await grant(SECRETS_USER, `${vault}/secrets/a`);
    const wide = await grant(SECRETS_USER, vault);
    assert.equal(may(GET_SECRET, `${vault}/secrets/a`).assignment, narrow);
    assert.equal(may(GET_SECRET, `${vault}/secrets/b`).assignment, wide);
  });

  it("reaches everything with an assignment at the root", async () => {
    authorization.setStanding([{ id: "root", principalId: app.id, roleDefinitionId: SECRETS_USER, scope: "/" }]);
    assert.equal(may(GET_SECRET, `${vault}/secrets/a`).assignment, "root");
    authorization.setStanding([]);
    assert.ok(!mayRead("a"));
  });

  it("lets a wildcard stand for any number of segments, and ignores case", async () => {
    await grant("00482a5a-887f-4fb3-b363-3b7fe8e74483", vault); // Key Vault Administrator: Microsoft.KeyVault/vaults/*
    assert.ok(mayRead("a", dataAction("microsoft.keyvault/VAULTS/secrets/getsecret/ACTION")));
    assert.ok(!mayRead("a", dataAction("Microsoft.KeyVault2/vaults/secrets/getSecret/action")));
  });

  describe("with a custom role", () => {
    const ID = "99999999-0000-4000-8000-000000000001";
    const define = (permissions: object[], assignableScopes: string[] | undefined = [groupId("rg")]) =>
      manager.put(`${groupId("rg")}/providers/Microsoft.Authorization/roleDefinitions/${ID}`, {
        roleName: "Custom",
        scope: groupId("rg"),
        permissions,
        ...(assignableScopes.length === 0 ? {} : { assignableScopes }),
      });
    const READ = "Microsoft.KeyVault/vaults/secrets/readMetadata/action";

    it("takes notDataActions off the permission that they stand in, and off no other", async () => {
      await define([
        { dataActions: ["Microsoft.KeyVault/*"], notDataActions: ["*/getSecret/action", READ] },
        { dataActions: [READ] },
      ]);
      await grant(ID, vault);
      assert.ok(!mayRead("a"));
      assert.ok(mayRead("a", dataAction(READ)), "another permission gives it back");
      assert.ok(mayRead("a", dataAction("Microsoft.KeyVault/vaults/secrets/setSecret/action")));
    });

    it("lets another role give back what one takes off", async () => {
      await define([{ dataActions: ["*"], notDataActions: ["Microsoft.KeyVault/*"] }]);
      await grant(ID, vault);
      assert.ok(!mayRead("a"));
      await grant(SECRETS_USER, vault);
      assert.ok(mayRead("a"));
    });

    it("sees a change of the role at once", async () => {
      await define([{ dataActions: ["Microsoft.KeyVault/*"] }]);
      await grant(ID, vault);
      assert.ok(mayRead("a"));
      await define([{ dataActions: [READ] }]);
      assert.ok(!mayRead("a"));
    });

    it("is assigned within its assignable scopes alone, which are its own scope unless it says more", async () => {
      const refused = { status: 400, code: "RoleAssignmentScopeNotAssignableToRoleDefinition" };
      await manager.put(groupId("rg2"), {});
      for (const scopes of [[groupId("rg")], []]) {
        await define([{ dataActions: [READ] }], scopes);
        await assert.rejects(grant(ID, groupId("rg2")), refused);
        await assert.rejects(grant(ID, `/subscriptions/${SUBSCRIPTION}`), refused);
      }
      await grant(ID, vault);
    });
  });

  describe("with a condition", () => {
    const ADMINISTRATOR = "f58310d9-a9f6-439a-9e8d-f62e7b41a168";
    const DATA_ACCESS_ADMINISTRATOR = "8b54135c-b56d-4d72-a534-26097cfdc8d8";
    const WRITE = action("Microsoft.Authorization/roleAssignments/write");
    const asking = (role: string): Attributes => ({ Request: { [ATTRIBUTES.roleDefinitionId]: role } });
    const condition = `((!(ActionMatches{'${WRITE.name}'})) OR (@Request[${ATTRIBUTES.roleDefinitionId}] GuidEquals ${SECRETS_USER}))`;

    it("allows what fulfils it, and says of what does not that a condition was in the way", async () => {
      const id = await grant(ADMINISTRATOR, groupId("rg"), app.id, { condition, conditionVersion: "2.0" });
      assert.ok(may(WRITE, vault, asking(SECRETS_USER)).allowed);
      const { allowed, unfulfilled } = may(WRITE, vault, asking(OWNER));
      assert.deepEqual({ allowed, unfulfilled }, { allowed: false, unfulfilled: id });
      assert.ok(
        may(action("Microsoft.Authorization/roleAssignments/delete"), vault).allowed,
        "it is about another action",
      );
      assert.equal(may(action("Microsoft.Web/sites/write"), vault).unfulfilled, undefined);
    });

    it("looks on for an assignment without one", async () => {
      await grant(ADMINISTRATOR, vault, app.id, { condition });
      const id = await grant(ADMINISTRATOR, groupId("rg"));
      assert.equal(may(WRITE, vault, asking(OWNER)).assignment, id);
    });

    it("can be changed in place, and taken off", async () => {
      const id = await grant(ADMINISTRATOR, vault, app.id, { condition });
      const { condition: _, ...without } = manager.read(id)?.inputs ?? {};
      assert.ok(!may(WRITE, vault, asking(OWNER)).allowed);
      await manager.put(id, without);
      assert.ok(may(WRITE, vault, asking(OWNER)).allowed);
    });

    it("honours the one that is built into a role", async () => {
      await grant(DATA_ACCESS_ADMINISTRATOR, vault);
      assert.ok(may(WRITE, vault, asking(SECRETS_USER)).allowed);
      assert.ok(!may(WRITE, vault, asking(OWNER)).allowed);
    });

    it("refuses one that is malformed, of another version, or about something that is not evaluated", async () => {
      const assigned = (more: object, role = ADMINISTRATOR) => grant(role, vault, app.id, more);
      await assert.rejects(assigned({ condition: "(" }), { status: 400, code: "InvalidRoleAssignmentCondition" });
      await assert.rejects(assigned({ condition, conditionVersion: "1.0" }), {
        code: "InvalidRoleAssignmentCondition",
        message: /conditionVersion is '1.0'; allowed is '2.0'/,
      });
      await assert.rejects(assigned({ condition: "@Resource[Microsoft.Storage/storageAccounts:x] StringEquals 'a'" }), {
        code: "RoleAssignmentConditionNotSupported",
        message: /@Resource\[Microsoft\.Storage\/storageAccounts:x\]/,
      });
      const privilegedReader = builtIn.roles.find(({ name }) => name === "Privileged Monitoring Data Reader")?.id ?? "";
      await assert.rejects(assigned({}, privilegedReader), {
        code: "RoleAssignmentConditionNotSupported",
        message: /the role Privileged Monitoring Data Reader/,
      });
    });
  });

  describe("of a principal that nobody has heard of", () => {
    const ghost = "22222222-0000-4000-8000-000000000002";

    it("is refused, unless the assignment says that it is a service principal or a group", async () => {
      const notFound = { status: 400, code: "PrincipalNotFound", message: /22222222000040008000000000000002/ };
      await assert.rejects(grant(SECRETS_USER, vault, ghost, { principalType: undefined }), notFound);
      await assert.rejects(grant(SECRETS_USER, vault, ghost, { principalType: "User" }), notFound);
      await grant(SECRETS_USER, vault, ghost, { principalType: "Group" });
    });
  });

  describe("on a bad day", () => {
    const identity = `${groupId("rg")}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/id-app`;

    it("roles-late: denies for so long after the assignment was made, and not what was granted before", async () => {
      await grant(SECRETS_USER, `${vault}/secrets/a`);
      clock.move(5_000);
      misbehaviours.set("roles-late", 3);
      await grant(SECRETS_USER, `${vault}/secrets/b`);
      assert.deepEqual([mayRead("a"), mayRead("b")], [true, false]);
      clock.move(2_999);
      assert.ok(!mayRead("b"));
      clock.move(1);
      assert.ok(mayRead("b"));
    });

    it("roles-late: counts from the first time, not from a change of its description", async () => {
      misbehaviours.set("roles-late", 3);
      const id = await grant(SECRETS_USER, `${vault}/secrets/a`);
      clock.move(3_000);
      await manager.put(id, { ...manager.read(id)?.inputs, description: "another" });
      assert.ok(mayRead("a"));
    });

    it("identities-late: does not find a new identity, unless it is told that it is a service principal", async () => {
      misbehaviours.set("identities-late", 3);
      const { principalId } = (await manager.put(identity, {})).outputs;
      const assigned = (principalType?: string) => {
        names += 1;
        return manager.put(
          `${vault}/providers/Microsoft.Authorization/roleAssignments/${`${names}`.padStart(8, "0")}-0000-4000-8000-000000000000`,
          {
            scope: `${vault}/secrets/${names}`,
            principalId,
            roleDefinitionId: `/subscriptions/${SUBSCRIPTION}/providers/Microsoft.Authorization/roleDefinitions/${SECRETS_USER}`,
            ...(principalType === undefined ? {} : { principalType }),
          },
        );
      };
      const notFound = { status: 400, code: "PrincipalNotFound", message: /does not exist in the directory/ };
      await assert.rejects(assigned(), notFound);
      await assert.rejects(assigned("User"), notFound);
      await assigned("ServicePrincipal");
      clock.move(3_000);
      await assigned();
      await assert.rejects(assigned("User"), { status: 400, code: "UnmatchedPrincipalType" });
    });
  });
});
