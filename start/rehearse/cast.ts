import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type Repository as Hosted, subjectOf } from "../../infra/bootstrap/subject.js";
import type { Run } from "../../local/control/run-file.js";
import type { Repository } from "./repository.js";
import { type Job, Runner, type Stepped } from "./runner.js";
import { Settings } from "./settings.js";

/** The repository on GitHub that the copy plays. */
export const HOSTED: Hosted = { owner: "octo-org", name: "gridwire", ownerId: 583_231, id: 1_296_269 };

export interface Stage {
  readonly repository: Repository;
  readonly azure: Run;
  /** Where everything of the rehearsal lies. */
  readonly home: string;
  /** Where it stays what jobs wrote. */
  readonly kept: string;
}

/** Who acts in the rehearsal: an administrator, a developer, and the jobs of GitHub. */
export class Cast {
  readonly #runner: Runner;
  #settings: Settings | undefined;

  constructor(readonly stage: Stage) {
    this.#runner = new Runner(stage.repository.root, join(stage.home, "runner"), stage.azure);
  }

  /** @throws with all that it printed when it fails. */
  async administrator(script: string, ...args: readonly string[]): Promise<void> {
    requireCode(0, `npm run ${script} by an administrator`, await this.#runner.asAdministrator(script, ...args));
  }

  /** @throws with all that it printed when it fails. */
  async developer(script: string, ...args: readonly string[]): Promise<void> {
    requireCode(0, `npm run ${script} by a developer`, await this.#runner.asDeveloper(script, ...args));
  }

  /** Tells GitHub what bootstrap wants it to know. @returns the names of its environments. */
  async setUpGitHub(): Promise<string[]> {
    this.#settings = await Settings.read(this.stage.repository.root, await this.#runner.administrator());
    return this.#settings.environments;
  }

  /** A job in an environment of GitHub's. */
  jobIn(environment: string): Job {
    const subject = subjectOf(HOSTED, "immutable", `environment:${environment}`);
    return { subject, variables: this.#known().variablesOf(environment) };
  }

  /** A job of a pull request, in no environment. */
  jobOfPullRequest(): Job {
    return { subject: subjectOf(HOSTED, "immutable", "pull_request"), variables: this.#known().repository };
  }

  /**
   * `npm run <script>` as a step of a job.
   *
   * @param code that it should end with.
   * @throws with all that it printed when it ends with another.
   */
  async step(job: Job, code: number, script: string, ...args: readonly string[]): Promise<Stepped> {
    const stepped = await this.#runner.step(job, script, ...args);
    requireCode(code, `npm run ${script} by ${job.subject}`, stepped);
    return stepped;
  }

  /** A file that stays when the rehearsal is over. */
  kept(file: string): string {
    return join(this.stage.kept, file);
  }

  /** The first sentences of a file that stays, without Markdown's marks. */
  headOf(file: string): string[] {
    return readFileSync(this.kept(file), "utf8")
      .split("\n")
      .filter((line) => /^(#+ |\*\*)?[\p{L}\d⚠]/u.test(line))
      .slice(0, 3)
      .map((line) => line.replace(/^#+ /, "").replace(/[*`]/g, ""));
  }

  #known(): Settings {
    if (this.#settings === undefined) throw new Error("bootstrap has not run");
    return this.#settings;
  }
}

function requireCode(expected: number, what: string, { code, printed }: Stepped): void {
  if (code !== expected) throw new Error(`${what} ended with exit code ${code}, not ${expected}:\n${printed}`);
}
