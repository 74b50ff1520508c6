import assert from "node:assert/strict";
import { changesIn } from "../../../ci/comment/change.js";
import { type Step, UNKNOWN } from "../../../ci/comment/digest.js";
import { KnownResources } from "../../../ci/comment/known-resources.js";
import { type RoleChange, roleChanges } from "../../../ci/comment/role-changes.js";
import {
  ACCOUNT,
  ASSIGNMENT,
  assignment,
  CONTAINER,
  digest,
  GROUP,
  ROLES,
  SUBSCRIPTION,
  standing,
  step,
  urnOf,
} from "./sample.js";

function changes(...steps: readonly Step[]): RoleChange[] {
  const whole = digest(...standing, ...steps);
  return roleChanges(changesIn(whole), new KnownResources(whole));
}

function only(...steps: readonly Step[]): RoleChange {
  const [first, ...more] = changes(...steps);
  assert.ok(first);
  assert.deepEqual(more, []);
  return first;
}

const added = (role: string, scope: string, more: object = {}) =>
  step(ASSIGNMENT, "grant", { after: assignment(role, scope, more) });

/** From one right to another, under the same name. */
const changed = (from: ReturnType<typeof assignment>, to: ReturnType<typeof assignment>) =>
  only(step(ASSIGNMENT, "grant", { before: from, after: to, op: "replace" }));

describe("Changes of roles", () => {
  it("name who, the role and the scope", () => {
    const { kind, isWider, after, warnings } = only(added(ROLES.reader, CONTAINER));
    assert.deepEqual([kind, isWider, warnings], ["added", true, []]);
    assert.equal(after?.who.words, "`tally-identity` of `tally`");
    assert.equal(after?.role, "Storage Blob Data Reader");
    assert.equal(after?.scope.words, "BlobContainer `data-raw-names`");
  });

  it("name them too where ids are not known yet, the scope by the narrowest that flowed into it", () => {
    const container = urnOf("azure-native:storage:BlobContainer", "new");
    const account = urnOf("azure-native:storage:StorageAccount", "data-account");
    const identity = urnOf("azure-native:managedidentity:UserAssignedIdentity", "tally-identity");
    const { after } = only(
      step("azure-native:storage:BlobContainer", "new", {
        after: { propertyDependencies: { accountName: [account] } },
      }),
      step(ASSIGNMENT, "grant", {
        after: {
          ...assignment(ROLES.reader, UNKNOWN, { principalId: UNKNOWN }),
          propertyDependencies: { scope: [account, container], principalId: [identity] },
        },
      }),
    );
    assert.equal(after?.scope.words, "BlobContainer `new`");
    assert.equal(after?.who.words, "`tally-identity` of `tally`");
  });

  it("name what is not of the stack by its id", () => {
    const { after } = only(
      added(ROLES.reader, `${GROUP}2/providers/Microsoft.KeyVault/vaults/kv`, { principalId: "someone" }),
    );
    assert.equal(after?.who.words, "principal `someone`");
    assert.equal(after?.scope.words, "vaults `kv`, which is not of this stack");
  });

  for (const [scope, words] of [
    ["/", "the whole tenant"],
    ["/providers/Microsoft.Management/managementGroups/mg", "the whole management group `mg`"],
    [SUBSCRIPTION, "the whole subscription `00000000-0000-0000-0000-000000000001`"],
    [`${GROUP}2`, "the whole resource group `rg-names2`"],
    [GROUP, "the whole resource group `group`"],
  ] as const) {
    it(`warn of a right on ${words}`, () => {
      const { after, warnings } = only(added(ROLES.reader, scope));
      assert.equal(after?.scope.words, words);
      assert.deepEqual(warnings, ["on everything in it, also what is made later"]);
    });
  }

  it("warn of a role that gives out rights, of one that is not built in, and of a person", () => {
    assert.deepEqual(only(added(ROLES.owner, CONTAINER)).warnings, ["may give out rights, without a condition"]);
    assert.deepEqual(only(added(ROLES.owner, CONTAINER, { condition: "x" })).warnings, ["may give out rights"]);
    const own = "12345678-0000-0000-0000-000000000000";
    assert.deepEqual(only(added(own, CONTAINER)).warnings, ["a role that is not built in"]);
    assert.deepEqual(only(added(ROLES.reader, CONTAINER, { principalType: "User" })).warnings, ["to a `User`"]);
  });

  it("mark a stronger role, and not a weaker one", () => {
    const [weak, strong] = [assignment(ROLES.reader, CONTAINER), assignment(ROLES.contributor, CONTAINER)];
    const up = changed(weak, strong);
    assert.deepEqual([up.kind, up.isWider, up.warnings], ["changed", true, ["a stronger role"]]);
    assert.deepEqual(changed(strong, weak).warnings, []);
    assert.equal(changed(strong, weak).isWider, false);
  });

  it("mark a wider scope, and not a narrower one", () => {
    const [narrow, wide] = [assignment(ROLES.reader, CONTAINER), assignment(ROLES.reader, ACCOUNT)];
    assert.deepEqual(changed(narrow, wide).warnings, ["a wider scope"]);
    assert.deepEqual(changed(wide, narrow).warnings, []);
    const other = assignment(ROLES.reader, `${ACCOUNT}/blobServices/default/containers/other`);
    assert.deepEqual(changed(narrow, other).warnings, ["another scope"]);
  });

  it("tell wider from narrower where one of the two is not known yet", () => {
    const container = assignment(ROLES.reader, CONTAINER);
    const elsewhere = assignment(ROLES.reader, CONTAINER.replace("rg-names", "rg-others"));
    const account = urnOf("azure-native:storage:StorageAccount", "data-account");
    const unknown = { ...assignment(ROLES.reader, UNKNOWN), propertyDependencies: { scope: [account] } };
    assert.deepEqual(changed(container, unknown).warnings, ["a wider scope"]);
    assert.deepEqual(changed(elsewhere, unknown).warnings, ["a wider scope"]);
    assert.deepEqual(changed(unknown, container).warnings, []);
  });

  it("mark a condition that is gone", () => {
    const [bound, free] = [
      assignment(ROLES.reader, CONTAINER, { condition: "x" }),
      assignment(ROLES.reader, CONTAINER),
    ];
    assert.deepEqual(changed(bound, free).warnings, ["no condition any more"]);
  });

  it("see one change where one goes and a stronger one comes under another name", () => {
    const { kind, before, after, warnings } = only(
      step(ASSIGNMENT, "old", { before: assignment(ROLES.reader, CONTAINER) }),
      step(ASSIGNMENT, "new", { after: assignment(ROLES.contributor, CONTAINER) }),
    );
    assert.deepEqual(
      [kind, before?.role, after?.role],
      ["changed", "Storage Blob Data Reader", "Storage Blob Data Contributor"],
    );
    assert.deepEqual(warnings, ["a stronger role"]);
  });

  it("say nothing of the same right that is given anew", () => {
    const same = assignment(ROLES.reader, CONTAINER);
    assert.deepEqual(changes(step(ASSIGNMENT, "grant", { before: same, after: same, op: "replace" })), []);
    assert.deepEqual(changes(step(ASSIGNMENT, "old", { before: same }), step(ASSIGNMENT, "new", { after: same })), []);
  });

  it("tell what is taken away last", () => {
    const found = changes(
      step(ASSIGNMENT, "a", { before: assignment(ROLES.owner, ACCOUNT) }),
      step(ASSIGNMENT, "b", { after: assignment(ROLES.reader, CONTAINER) }),
    );
    assert.deepEqual(
      found.map(({ kind, isWider }) => [kind, isWider]),
      [
        ["added", true],
        ["removed", false],
      ],
    );
  });
});
