import { readFileSync } from "node:fs";
import { join } from "node:path";

/** What is told of what a query of the workspace finds. */
export interface QueryRule {
  /** Lower-case words with hyphens: part of the alert's name, and the name of the query's file in `infra/queries`. */
  readonly name: string;
  /** What the mail says, and where to look. */
  readonly says: string;
  /** 0 is critical, 4 is verbose. */
  readonly severity: 1 | 2;
  /** How far back it looks, every five minutes. It fires when the query finds anything there. */
  readonly windowMinutes: 15 | 30;
}

/**
 * The alerts of a stack about what no metric tells.
 *
 * @see https://learn.microsoft.com/azure/azure-monitor/reference/tables/apprequests
 * @see https://learn.microsoft.com/azure/azure-monitor/reference/tables/apptraces
 * @see https://learn.microsoft.com/azure/azure-monitor/reference/tables/azkvauditlogs
 */
export const QUERY_RULES: readonly QueryRule[] = [
  {
    name: "handler-errors",
    says: "More than a tenth of a function's runs fail: see its exceptions in Application Insights.",
    severity: 2,
    windowMinutes: 15,
  },
  {
    name: "latency",
    says: "A function is slow: one run in twenty takes longer than five seconds. See what it waits for in its traces.",
    severity: 2,
    windowMinutes: 30,
  },
  {
    name: "host-restarts",
    says: "An app's host starts again and again on one instance: see its log for what ends it.",
    severity: 2,
    windowMinutes: 15,
  },
  {
    name: "vault-refusals",
    says: "The vault refused calls with 403: a grant is missing, or somebody tries what is not theirs.",
    severity: 1,
    windowMinutes: 15,
  },
];

/** The text of a rule's query. */
export const queryOf = ({ name }: Pick<QueryRule, "name">): string =>
  readFileSync(join(import.meta.dirname, "queries", `${name}.kql`), "utf8");
