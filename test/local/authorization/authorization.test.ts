import assert from "node:assert/strict";
import { Authorization } from "../../../local/authorization/authorization.js";
import { DecisionLog } from "../../../local/authorization/decision-log.js";
import { roleAssignmentType } from "../../../local/authorization/role-assignment.js";
import { ActivityLog } from "../../../local/control/activity-log.js";
import { MisbehaviourSettings } from "../../../local/control/misbehaviour-settings.js";
import { userAssignedIdentity } from "../../../local/entra/managed-identities.js";
import { ResourceManager } from "../../../local/resources/resource-manager.js";
import { ResourceStore } from "../../../local/resources/resource-store.js";
import { action, dataAction } from "../../../local/shared/access.js";
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

  async function grant(role: string, scope: string, principalId = app.id): Promise<string> {
    names += 1;
    const id = `${scope}/providers/Microsoft.Authorization/roleAssignments/${`${names}`.padStart(8, "0")}-0000-4000-8000-000000000000`;
    const roleDefinitionId = `/subscriptions/${SUBSCRIPTION}/providers/Microsoft.Authorization/roleDefinitions/${role}`;
    await manager.put(id, { scope, principalId, roleDefinitionId, principalType: "ServicePrincipal" });
    return id;
  }
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
    await decisions.flush();
    const rows = store.all("SELECT allowed, assignment, count FROM decisions ORDER BY allowed");
    assert.deepEqual(
      rows.map((row) => ({ ...row })),
      [
        { allowed: 0, assignment: "", count: 1 },
        { allowed: 1, assignment: id, count: 2 },
      ],
    );
  });

  it("refuses assignments as Azure does", async () => {
    await grant(SECRETS_USER, vault);
    await assert.rejects(grant(SECRETS_USER, vault), { status: 409, code: "RoleAssignmentExists" });
    await assert.rejects(grant("00000000-0000-4000-8000-000000000000", vault), { code: "RoleDefinitionDoesNotExist" });
    const id = await grant(OWNER, vault);
    const moved = { ...manager.read(id)?.inputs, principalId: "another" };
    await assert.rejects(manager.put(id, moved), { code: "RoleAssignmentUpdateNotPermitted" });
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
