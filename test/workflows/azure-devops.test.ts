import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { ENVIRONMENTS } from "../../infra/environments.js";
import { helpOf } from "./help-of.js";
import { commandsIn, ROOT } from "./workflow.js";

const PAGE = readFileSync(join(ROOT, "docs", "how-to", "use-azure-devops.md"), "utf8");

/** The loop's variable, as the file writes it. */
const ENVIRONMENT = `\${{ environment }}`;

interface Task {
  readonly task?: string;
  readonly inputs?: Readonly<Record<string, unknown>>;
  readonly checkout?: string;
  readonly persistCredentials?: boolean;
}
interface PipelineJob {
  readonly job?: string;
  readonly deployment?: string;
  readonly dependsOn?: string;
  readonly environment?: string;
  readonly steps?: readonly Task[];
  readonly strategy?: { readonly runOnce: { readonly deploy: { readonly steps: readonly Task[] } } };
}
interface Pipeline {
  readonly pr: string;
  readonly parameters: readonly { readonly name: string; readonly default: readonly string[] }[];
  readonly stages: readonly Readonly<Record<string, readonly { readonly jobs: readonly PipelineJob[] }[]>>[];
}

describe("The pipeline of Azure DevOps in the docs", function () {
  this.timeout(60_000);
  const pipeline = parse(/```yaml\n([\s\S]*?)```/.exec(PAGE)?.[1] ?? "") as Pipeline;
  const [loop] = pipeline.stages;
  const jobs = loop?.[`\${{ each environment in parameters.environments }}`]?.[0]?.jobs ?? [];
  const tasksOf = ({ steps, strategy }: PipelineJob) =>
    (steps ?? strategy?.runOnce.deploy.steps ?? []).filter(({ task }) => task === "AzureCLI@2");

  it("goes through every environment in its order, and is started by no pull request", () => {
    assert.deepEqual(
      pipeline.parameters.map(({ name, default: names }) => [name, names]),
      [["environments", [...ENVIRONMENTS]]],
    );
    assert.equal(pipeline.pr, "none");
  });

  it("plans as who can only read, and deploys after the environment's approval", () => {
    const [plan, deploy] = jobs;
    assert.ok(plan !== undefined && deploy !== undefined && jobs.length === 2);
    assert.deepEqual([plan.job, deploy.dependsOn, deploy.environment], ["plan", "plan", ENVIRONMENT]);
    const connections = jobs.flatMap(tasksOf).map(({ inputs }) => inputs?.azureSubscription);
    assert.deepEqual(connections, [`gridwire-${ENVIRONMENT}-preview`, `gridwire-${ENVIRONMENT}-deploy`]);
  });

  it("logs in by a token that no other process can read, and by nothing secret", () => {
    for (const { inputs } of jobs.flatMap(tasksOf)) {
      const script = String(inputs?.inlineScript);
      assert.equal(inputs?.addSpnToEnvironment, true);
      assert.match(
        script,
        /umask 077[\s\S]*AZURE_FEDERATED_TOKEN_FILE=[\s\S]*printf %s "\$idToken" > "\$AZURE_FEDERATED_TOKEN_FILE"/,
      );
      assert.doesNotMatch(script, /servicePrincipalKey|CLIENT_SECRET/);
    }
  });

  it("calls scripts that exist, with options that they have", async () => {
    const commands = commandsIn(PAGE).filter(({ script }) => script.startsWith("ci:"));
    assert.ok(commands.length >= 4);
    for (const { script, flags } of commands) {
      const help = await helpOf(script);
      for (const flag of flags) assert.ok(help.includes(`  ${flag}`), `${script} ${flag}`);
    }
  });
});
