import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { QUERY_RULES, queryOf } from "../../infra/query-rules.js";
import { kustoProblems } from "./kusto.js";

/**
 * Columns of the tables that are asked, as far as a query may name them.
 *
 * @see https://learn.microsoft.com/azure/azure-monitor/reference/tables/apprequests
 * @see https://learn.microsoft.com/azure/azure-monitor/reference/tables/apptraces
 * @see https://learn.microsoft.com/azure/azure-monitor/reference/tables/azkvauditlogs
 */
const TABLES = {
  AppRequests:
    "(TimeGenerated: datetime, Id: string, Name: string, Success: bool, ResultCode: string, DurationMs: real, OperationName: string, OperationId: string, ParentId: string, AppRoleName: string, AppRoleInstance: string, Properties: dynamic, ItemCount: int, _ResourceId: string)",
  AppTraces:
    "(TimeGenerated: datetime, Message: string, SeverityLevel: int, OperationName: string, OperationId: string, ParentId: string, AppRoleName: string, AppRoleInstance: string, Properties: dynamic, ItemCount: int, _ResourceId: string)",
  AZKVAuditLogs:
    "(TimeGenerated: datetime, OperationName: string, HttpStatusCode: int, ResultSignature: string, CallerIpAddress: string, Identity: dynamic, RequestUri: string, DurationMs: int, _ResourceId: string)",
};

describe("Queries of alerts", () => {
  for (const rule of QUERY_RULES) {
    it(`${rule.name}: asks for tables and columns that there are`, () => {
      assert.deepEqual(kustoProblems(queryOf(rule), TABLES), []);
    });
  }

  it("are found wrong when they name what is not there, or do not parse", () => {
    for (const [query, problem] of [
      ["AppRequest | count", /'AppRequest'/],
      ["AppRequests | where Sucess == false", /'Sucess'/],
      ["AppRequests | summarize by", /./],
      ["AppRequests | where DurationMs startswith 'x'", /./],
    ] as const) {
      assert.match(kustoProblems(query, TABLES).join(), problem, query);
    }
  });

  it("are files, one for each rule", () => {
    const files = readdirSync(join(import.meta.dirname, "../../infra/queries"));
    assert.deepEqual(files.sort(), QUERY_RULES.map(({ name }) => `${name}.kql`).sort());
  });
});
