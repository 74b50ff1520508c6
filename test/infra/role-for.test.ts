import assert from "node:assert/strict";
import {
  letterCounts,
  NameGenerated,
  type Need,
  pseudonymKey,
  publish,
  rawNames,
  read,
  readWrite,
  write,
} from "../../contracts/index.js";
import { ROLES, roleFor } from "../../infra/role-for.js";
import { roles } from "../../infra/roles.js";

describe("roleFor", () => {
  const cases: readonly (readonly [need: Need, role: string])[] = [
    [read(rawNames), "Storage Blob Data Reader"],
    [write(rawNames), "Storage Blob Data Contributor"],
    [readWrite(rawNames), "Storage Blob Data Contributor"],
    [read(letterCounts), "Storage Table Data Reader"],
    [write(letterCounts), "Storage Table Data Contributor"],
    [readWrite(letterCounts), "Storage Table Data Contributor"],
    [read(pseudonymKey), "Key Vault Secrets User"],
    [publish(NameGenerated), "EventGrid Data Sender"],
  ];

  for (const [need, role] of cases) {
    const use = need.kind === "publish" ? "publish" : need.access;
    it(`${use} of a ${need.kind} takes ${role}`, () => assert.equal(roleFor(need).name, role));
  }

  it("has no line that is not tried above", () => {
    const lines = Object.values(ROLES).flatMap((byUse) => Object.keys(byUse));
    assert.equal(lines.length, cases.length);
  });

  it("refuses a use that no role is meant for", () => {
    const need: Need = { kind: "secret", resource: pseudonymKey, access: "write" };
    assert.throws(() => roleFor(need), { message: 'no role for "write" of a secret: expected read' });
  });

  it("gives out data roles only, each under an id of its own", () => {
    const ids = Object.values(roles).map(({ id }) => id);
    assert.equal(new Set(ids).size, ids.length);
    const powerful = ["8e3af657-a8ff-443c-a75c-2fe8c4bcb635", "b24988ac-6180-42a0-ab88-20f7382dd24c"];
    assert.deepEqual(
      ids.filter((id) => powerful.includes(id)),
      [],
    );
  });
});
