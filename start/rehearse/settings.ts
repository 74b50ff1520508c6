import { join } from "node:path";
import type { BootstrapOutputs } from "../../infra/bootstrap/outputs.js";
import { BOOTSTRAP, backendUrl, stateNames } from "../../infra/bootstrap/state-names.js";
import { SUBSCRIPTION } from "../../local/shared/arm-id.js";
import { run } from "../command.js";
import type { Variables } from "./runner.js";

/** What bootstrap tells GitHub: the variables of the repository and of its environments. */
export class Settings {
  private constructor(private readonly outputs: BootstrapOutputs) {}

  /**
   * From the outputs of bootstrap's stack, which lies in the account that it made.
   *
   * @param root the repository.
   * @param env of the administrator.
   */
  static async read(root: string, env: NodeJS.ProcessEnv): Promise<Settings> {
    const names = stateNames(SUBSCRIPTION, "gridwire-bootstrap");
    const printed = await run("pulumi", ["stack", "output", "--json", "--stack", BOOTSTRAP], {
      cwd: join(root, "infra/bootstrap"),
      env: { ...env, PULUMI_BACKEND_URL: backendUrl(names, BOOTSTRAP) },
    });
    return new Settings(JSON.parse(printed) as BootstrapOutputs);
  }

  /** Names of GitHub's environments. */
  get environments(): string[] {
    return this.outputs.gitHub.environments.map(({ name }) => name);
  }

  /** What a job in no environment sees. @throws when there is nothing. */
  get repository(): Variables {
    const { repository } = this.outputs.gitHub;
    if (repository === undefined) throw new Error("bootstrap has named no variables of the repository");
    return { ...repository };
  }

  /** What a job in an environment of GitHub's sees. @throws when bootstrap knows of none of the name. */
  variablesOf(environment: string): Variables {
    const found = this.outputs.gitHub.environments.find(({ name }) => name === environment);
    if (found === undefined)
      throw new Error(`bootstrap has no environment "${environment}"; it has ${this.environments.join(", ")}`);
    return { ...found.variables };
  }
}
