import assert from "node:assert/strict";
import type { Audit, AuditedGrant, DeniedCall } from "../../../local/authorization/audit.js";
import { auditCommand } from "../../../local/control/audit-command.js";
import { groupId } from "../../../local/shared/arm-id.js";

const vault = `${groupId("rg")}/providers/Microsoft.KeyVault/vaults/kv`;
const call = {
  operation: "SecretGet",
  rights: [["read it"]],
  scope: vault,
  count: 2,
  last: "2026-01-01T12:00:00.000Z",
};
const used: AuditedGrant = {
  id: "1",
  standing: false,
  role: { id: "", name: "Key Vault Administrator" },
  scope: vault,
  why: "it reads",
  uses: [call, call],
  narrower: "Key Vault Secrets User",
};

describe("The command audit", () => {
  const told = (grants: readonly AuditedGrant[], denied: readonly DeniedCall[] = [], json = false) => {
    const attachedTo = [`${groupId("rg")}/providers/Microsoft.Web/sites/func-app`];
    const audit: Audit = { identities: [{ name: "id-app", principalId: "p", attachedTo, grants, denied }] };
    return auditCommand({ audit: async () => audit }, json);
  };

  it("tells who has what, what was done with it, and a narrower role", async () => {
    const { text, ok } = await told([used]);
    assert.ok(ok);
    assert.match(
      text,
      /^id-app, which func-app can be\n {2}used {2}Key Vault Administrator {2}kv {2}SecretGet 4; Key Vault Secrets User would do$/m,
    );
    assert.match(text, /^1 role assignments: 1 used, 0 never used\. 0 calls denied\.$/m);
  });

  it("fails for a declared grant that was never used, and tells its reason", async () => {
    const { text, ok } = await told([{ ...used, uses: [] }]);
    assert.ok(!ok);
    assert.match(text, /^ {2}never used {2}Key Vault Administrator {2}kv {2}it reads$/m);
    assert.match(text, /1 never used/);
  });

  it("does not fail for a standing grant that was never used", async () => {
    const { text, ok } = await told([{ ...used, standing: true, uses: [] }]);
    assert.ok(ok);
    assert.match(text, /^id-app, by grants that no program made$/m);
    assert.match(text, /^0 role assignments/m);
  });

  it("fails for a denied call, unless its grant was new", async () => {
    const denied = await told([used], [{ ...call, inGrace: false }]);
    assert.ok(!denied.ok);
    assert.match(
      denied.text,
      /^ {2}denied +SecretGet +kv +2 times, last 2026-01-01T12:00:00\.000Z; it needs read it$/m,
    );
    assert.match(denied.text, /2 calls denied/);
    const excused = await told([used], [{ ...call, inGrace: true }]);
    assert.ok(excused.ok);
    assert.match(excused.text, /denied, its grant was new .*\n\n.*0 calls denied/);
  });

  it("gives it all to machines", async () => {
    const { text, ok } = await told([{ ...used, uses: [] }], [], true);
    assert.ok(!ok);
    assert.equal((JSON.parse(text) as Audit).identities[0]?.grants[0]?.narrower, "Key Vault Secrets User");
  });
});
