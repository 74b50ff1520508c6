import type { CliFailure } from "../cli-failure.js";
import { masked } from "../comment/masked.js";
import { code, folded, table } from "../markdown.js";
import type { Packages } from "../packages.js";
import { changesTable, packagesText } from "../plan/plan-summary.js";
import type { PlannedChange } from "../plan/planned-changes.js";
import type { Station } from "../smoke/smoke-test.js";

/** Of what the CLI printed, in the summary of a failure. */
const MOST_CHARACTERS = 10_000;

/** A preview reads no key of a host, so that a plan holds each as it was. */
const KEY = /HostKey \S+\s+error: update is not allowed by the plan/;
const ROTATED =
  "The key of a host was changed, which no plan can tell: a preview reads no keys. Deploy once with `--without-plan`, and the subscriptions get the new one.";

/** How a deployment went. */
export interface Deployed {
  readonly stack: string;
  readonly commit: string;
  readonly packages: Packages;
  /** Of the plan; nothing without one. */
  readonly planned: readonly PlannedChange[] | undefined;
  /** Resources by operation, as the engine counted them. */
  readonly changed: Readonly<Record<string, number>>;
  readonly updateMs: number;
  /** Why the update failed; nothing when it did not. */
  readonly failure?: Pick<CliFailure, "message" | "output" | "explanation"> | undefined;
  readonly stations: readonly Station[];
  /** Commit of the last deployment that succeeded before this one. */
  readonly lastGood: string | undefined;
}

/** How a deployment went, in Markdown: what changed, how long it took, and after a failure the cause and the way back. */
export function deploySummary(deployed: Deployed): string {
  const { stack, commit, packages, planned, changed, updateMs, failure, stations } = deployed;
  const broken = stations.find(({ problem }) => problem !== undefined);
  const outcome =
    failure !== undefined
      ? "failed"
      : broken !== undefined
        ? "deployed, but it does not work"
        : "deployed, and it works";
  const counts = Object.entries(changed).map(([operation, count]) => `${count} ${operation}`);
  const parts = [
    `## ${stack}: ${outcome}`,
    `Commit ${code(commit)}; packages ${packagesText(packages)}. The update took ${seconds(updateMs)}: ${counts.join(", ") || "nothing changed"}.`,
    failure === undefined ? "" : failureText(deployed, failure),
    stations.length === 0 ? "" : stationsTable(stations),
    failure === undefined && broken === undefined ? "" : wayBack(deployed),
    planned === undefined || planned.length === 0 ? "" : `### What was planned\n\n${changesTable(planned)}`,
  ];
  return `${parts.filter((part) => part !== "").join("\n\n")}\n`;
}

function failureText({ stack, planned }: Deployed, failure: NonNullable<Deployed["failure"]>): string {
  const again =
    planned === undefined
      ? "The next deployment carries on from there."
      : "The same plan may be carried out again, and does what is left of it, until it is 24 hours old.";
  return [
    `### Why\n\n${failure.explanation ?? failure.message}`,
    KEY.test(failure.output) ? ROTATED : "",
    folded("What Pulumi printed", masked(failure.output.slice(-2 * MOST_CHARACTERS)).slice(-MOST_CHARACTERS)),
    `### What it left\n\nWhat was made or changed before the failure stays, and is in the state of ${code(stack)}; nothing else was touched. ${again}`,
  ]
    .filter((part) => part !== "")
    .join("\n\n");
}

function stationsTable(stations: readonly Station[]): string {
  const rows = stations.map(({ name, ms, problem }) => [
    problem === undefined ? "works" : "**does not work**",
    name,
    seconds(ms),
    problem === undefined ? "" : code(problem),
  ]);
  return `### Smoke test\n\n${table(["", "Station", "Time", ""], rows)}`;
}

function wayBack({ lastGood, commit }: Deployed): string {
  const again = "a transient fault: run the failed job's plan and deployment again";
  if (lastGood === undefined || lastGood === commit)
    return `### The way on\n\n- after ${again}\n- else mend the cause, and merge. There is no earlier commit to go back to`;
  return `### The way back\n\n- after ${again}\n- else deploy the last commit that worked, through all environments:\n\n\`\`\`sh\ngh workflow run deploy.yml -f commit=${lastGood}\n\`\`\``;
}

const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`;
