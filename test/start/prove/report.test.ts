import assert from "node:assert/strict";
import type { AuditedCall, AuditedGrant, AuditedIdentity } from "../../../local/authorization/audit.js";
import { groupId } from "../../../local/shared/arm-id.js";
import type { Finding, Grant } from "../../../start/prove/prove-grant.js";
import { brokenBy, cellsOf, lineOf, summarize } from "../../../start/prove/report.js";

const account = `${groupId("rg")}/providers/Microsoft.Storage/storageAccounts/st`;
const site = `${groupId("rg")}/providers/Microsoft.Web/sites/func-app`;
const call: AuditedCall = { operation: "Put Blob", rights: [], scope: account, count: 1, last: "" };
const NEEDED: Finding = { broke: { what: "f fails", why: "no" }, denied: [call, call] };
const UNUSED: Finding = { denied: [] };

function grantOf(role: string, scope = account): Grant {
  const grant: AuditedGrant = { id: role, standing: false, role: { id: "", name: role }, scope, why: "it", uses: [] };
  const identity: AuditedIdentity = {
    name: "id-app",
    principalId: "p",
    attachedTo: [site],
    grants: [grant],
    denied: [],
  };
  return { identity, grant };
}
const sum = (role: string, finding: Finding, narrower?: string, scope?: string) => {
  const one = grantOf(role, scope);
  const after = new Map([[role, { ...one.grant, ...(narrower === undefined ? {} : { narrower }) }]]);
  const { lines, ok } = summarize([{ ...one, finding }], after);
  return { text: lines.join("\n"), last: lines.at(-1), ok };
};

describe("The report of what was proven", () => {
  it("counts a grant as needed when a station broke by a refused call", () => {
    const { last, ok } = sum("Storage Blob Data Contributor", NEEDED);
    assert.equal(last, "1 role assignments: 1 needed, 0 unused, 0 wider than needed, 0 documented");
    assert.ok(ok);
  });

  it("fails for one that nothing broke without, and names it with its reason", () => {
    const { text, last, ok } = sum("Storage Blob Data Contributor", UNUSED);
    assert.ok(!ok);
    assert.match(text, /Not needed:\n {2}id-app: Storage Blob Data Contributor on st: .*Its reason was: it/);
    assert.equal(last, "1 role assignments: 0 needed, 1 unused, 0 wider than needed, 0 documented");
  });

  it("fails for a break that no refusal explains", () => {
    const finding = { broke: { what: "f fails" }, denied: [] };
    assert.ok(!sum("Storage Blob Data Contributor", finding).ok);
  });

  it("fails for a role wider than needed, and names the narrower one", () => {
    const { text, last, ok } = sum("Key Vault Administrator", NEEDED, "Key Vault Secrets User");
    assert.ok(!ok);
    assert.match(
      text,
      /Wider than needed:\n {2}id-app: Key Vault Administrator on st: Key Vault Secrets User would do/,
    );
    assert.equal(last, "1 role assignments: 1 needed, 0 unused, 1 wider than needed, 0 documented");
  });

  it("takes a role that Azure's documentation demands for needed, with its source, and only where it demands it", () => {
    for (const finding of [NEEDED, UNUSED]) {
      const { text, last, ok } = sum("Storage Blob Data Owner", finding, "Storage Blob Data Contributor");
      assert.ok(ok);
      assert.match(text, /documentation demands:\n.*\n {4}https:\/\/learn\.microsoft\.com/);
      assert.equal(last, "1 role assignments: 1 needed, 0 unused, 0 wider than needed, 1 documented");
    }
    const container = `${account}/blobServices/default/containers/raw`;
    assert.ok(!sum("Storage Blob Data Owner", NEEDED, "Storage Blob Data Contributor", container).ok);
  });

  it("says what broke, by which refused calls", () => {
    const one = grantOf("x");
    assert.equal(brokenBy({ ...one, finding: NEEDED }), "f fails (403: Put Blob)");
    assert.equal(brokenBy({ ...one, finding: UNUSED }), "nothing");
    assert.equal(brokenBy({ ...one, finding: { denied: [call] } }), "nothing, though refused with 403: Put Blob");
    assert.equal(brokenBy({ ...one, finding: { ...NEEDED, denied: [] } }), "f fails: no, but no call was refused");
  });

  it("lines its columns up", () => {
    const grants = [grantOf("short"), grantOf("a longer role")];
    const [one = "", other = ""] = grants.map((grant) => lineOf(cellsOf(grant), grants, "last"));
    assert.equal(one, "id-app  short          st     it         last");
    assert.equal(other.indexOf("last"), one.indexOf("last"));
  });
});
