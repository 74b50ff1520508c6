import assert from "node:assert/strict";
import { audit, GRACE_MS } from "../../../local/authorization/audit.js";
import type { CountedDecision } from "../../../local/authorization/decision-log.js";
import { type RoleAssignment, roleAssignments } from "../../../local/authorization/role-assignment.js";
import { ResourceStore } from "../../../local/resources/resource-store.js";
import { dataAction } from "../../../local/shared/access.js";
import { groupId, SUBSCRIPTION } from "../../../local/shared/arm-id.js";
import { Store } from "../../../local/shared/store.js";

const BLOBS = "Microsoft.Storage/storageAccounts/blobServices/containers/blobs";
const READ = [[dataAction(`${BLOBS}/read`)]];
const WRITE = [[dataAction(`${BLOBS}/write`)]];
const CONTRIBUTOR = "ba92f5b4-2d11-453d-a403-e96b0029c9fe";
const NAMES = "Microsoft.Authorization";

const group = groupId("rg");
const container = `${group}/providers/Microsoft.Storage/storageAccounts/st/blobServices/default/containers/raw`;
const identityId = `${group}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/id-app`;
const siteId = `${group}/providers/Microsoft.Web/sites/func-app`;
const grantId = `${container}/providers/${NAMES}/roleAssignments/1`;
const roleDefinitionId = `/subscriptions/${SUBSCRIPTION}/providers/${NAMES}/roleDefinitions/${CONTRIBUTOR}`;
const made = new Date("2026-01-01T12:00:00Z");
const later = (ms: number) => new Date(made.getTime() + ms);

const decision = (more: Partial<CountedDecision>): CountedDecision => ({
  principal: "p-app",
  operation: "Get Blob",
  anyOf: READ,
  scope: container,
  allowed: true,
  assignment: grantId,
  count: 1,
  last: later(1),
  ...more,
});

describe("The audit", () => {
  let store: Store;
  let resources: ResourceStore;

  beforeEach(async () => {
    store = new Store(":memory:");
    resources = new ResourceStore(store);
    const inputs = { principalId: "p-app", roleDefinitionId, scope: container, description: "it writes" };
    for (const resource of [
      { id: identityId, inputs: {}, outputs: { principalId: "p-app" } },
      { id: siteId, inputs: { identity: { userAssignedIdentities: { [identityId]: {} } } }, outputs: {} },
      { id: grantId, inputs, outputs: { createdOn: made.toISOString() } },
    ]) {
      await resources.put(resource.id, resource.inputs, resource.outputs);
    }
  });
  afterEach(() => store.close());

  const auditOf = (decisions: readonly CountedDecision[], standing: readonly RoleAssignment[] = []) =>
    audit({
      resources,
      assignments: [...standing, ...roleAssignments(resources)],
      decisions,
      people: new Map([["p-dev", "developer"]]),
    }).identities;

  it("names the identity, who can be it, its role, and what was used of it", () => {
    const [identity] = auditOf([decision({ count: 3 }), decision({ operation: "Put Blob", anyOf: WRITE })]);
    assert.equal(identity?.name, "id-app");
    assert.deepEqual(identity.attachedTo, [siteId]);
    const [grant] = identity.grants;
    assert.equal(grant?.role.name, "Storage Blob Data Contributor");
    assert.equal(grant.why, "it writes");
    assert.equal(grant.standing, false);
    assert.deepEqual(
      grant.uses.map(({ operation, count, rights }) => [operation, count, rights]),
      [
        ["Get Blob", 3, [[`${BLOBS}/read`]]],
        ["Put Blob", 1, [[`${BLOBS}/write`]]],
      ],
    );
    assert.equal(grant.narrower, undefined);
  });

  it("names a narrower role that would do", () => {
    assert.equal(auditOf([decision({})])[0]?.grants[0]?.narrower, "Storage Blob Data Reader");
  });

  it("does not count what was used of an earlier assignment of the same name", () => {
    assert.deepEqual(auditOf([decision({ last: later(-1) })])[0]?.grants[0]?.uses, []);
  });

  it("excuses what was denied before its grant was ten minutes old, and nothing else", () => {
    const denials = (last: Date, more: Partial<CountedDecision> = {}) => {
      const { assignment: _, ...denied } = decision({ allowed: false, last, ...more });
      return auditOf([denied])[0]?.denied.map(({ inGrace }) => inGrace);
    };
    assert.deepEqual(denials(later(-GRACE_MS)), [true]);
    assert.deepEqual(denials(later(GRACE_MS - 1)), [true]);
    assert.deepEqual(denials(later(GRACE_MS)), [false]);
    assert.deepEqual(denials(later(1), { scope: group }), [false]);
    assert.deepEqual(denials(later(1), { anyOf: [[dataAction(`${BLOBS}/tags/write`)]] }), [false]);
  });

  it("tells people by their names, and that no program made their grants", () => {
    const scope = `/subscriptions/${SUBSCRIPTION}`;
    const standing = { id: "standing", principalId: "p-dev", roleDefinitionId, scope };
    const developer = auditOf([decision({ principal: "p-dev", assignment: "standing" })], [standing]).find(
      ({ name }) => name === "developer",
    );
    assert.deepEqual(
      developer?.grants.map((grant) => [grant.standing, grant.uses.length, grant.narrower]),
      [[true, 1, undefined]],
    );
  });
});
