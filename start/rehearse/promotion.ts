import { existsSync } from "node:fs";
import { join } from "node:path";
import { EXIT } from "../../ci/exit-codes.js";
import { ENVIRONMENTS, type Environment } from "../../infra/environments.js";
import type { Cast } from "./cast.js";
import type { Scene } from "./scene.js";

const [FIRST] = ENVIRONMENTS;

/** The way of one commit through the environments. */
export class Promotion {
  /** Hashes of the packages that the first environment runs. */
  #packages = "";

  /** @param name tells its files from those of another commit's. */
  constructor(
    private readonly cast: Cast,
    private readonly name: string,
  ) {}

  /** Plans an environment, and applies just that plan. */
  to(environment: Environment): Scene[] {
    const plan = join(this.cast.stage.home, `${this.name}-${environment}.plan`);
    return [
      {
        does: `ci:plan of ${environment}, by an identity that can only read it`,
        play: async () => {
          const summary = `${this.name}-${environment}-plan.md`;
          const args = ["--stack", environment, "--plan", plan, "--out", this.cast.kept(summary)];
          const job = this.cast.jobIn(`${environment}-preview`);
          await this.cast.step(job, EXIT.done, "ci:plan", ...args, ...this.#held(environment));
          return this.cast.headOf(summary);
        },
      },
      {
        does: `ci:deploy of ${environment}: that plan and no other, then the smoke test`,
        play: async () => {
          const summary = `${this.name}-${environment}-deploy.md`;
          const args = ["--stack", environment, "--plan", plan, "--out", this.cast.kept(summary)];
          const job = this.cast.jobIn(environment);
          const { outputs } = await this.cast.step(job, EXIT.done, "ci:deploy", ...args, ...this.#held(environment));
          if (environment === FIRST) this.#packages = outputs.packages ?? "";
          return this.cast.headOf(summary);
        },
      },
    ];
  }

  /** A package that the first environment does not run. */
  refusesOtherPackages(environment: Environment): Scene {
    return {
      does: `ci:plan of ${environment} with a package that ${FIRST} does not run`,
      play: async () => {
        const plan = join(this.cast.stage.home, "refused.plan");
        const other = this.#packages.replace(/[0-9a-f]{64}/, "0".repeat(64));
        const args = ["--stack", environment, "--plan", plan, "--packages", other];
        await this.cast.step(this.cast.jobIn(`${environment}-preview`), EXIT.refused, "ci:plan", ...args);
        if (existsSync(plan)) throw new Error(`a plan was written for a package that ${FIRST} does not run`);
        return ["refused"];
      },
    };
  }

  /** All that a deployment takes, but for who asks. */
  refusesPullRequest(environment: Environment): Scene {
    return {
      does: `ci:deploy of ${environment} with all that it takes, but the token of a pull request`,
      play: async () => {
        const { variables } = this.cast.jobIn(environment);
        const job = { ...this.cast.jobOfPullRequest(), variables };
        const args = ["--stack", environment, "--without-plan", "--packages", this.#packages];
        const { printed } = await this.cast.step(job, EXIT.failed, "ci:deploy", ...args);
        if (!printed.includes("AADSTS700213")) throw new Error(`it failed for another reason:\n${printed}`);
        return ["refused: AADSTS700213, no federated identity record fits it"];
      },
    };
  }

  #held(environment: Environment): string[] {
    return environment === FIRST ? [] : ["--packages", this.#packages];
  }
}
