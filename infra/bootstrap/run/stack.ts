import { join } from "node:path";
import { run, type Surroundings, show } from "./cli.js";

/** A stack of Pulumi in one backend. */
export interface StackPlace {
  readonly name: string;
  /** Folder of its Pulumi.yaml. */
  readonly project: string;
  readonly backendUrl: string;
  /** Of the caller, with whatever more it takes. */
  readonly env: NodeJS.ProcessEnv;
  /** Where its config is; default `Pulumi.<name>.yaml` beside the Pulumi.yaml. */
  readonly configFile?: string;
}

/** Calls the Pulumi CLI on a stack. */
export class Stack {
  constructor(readonly place: StackPlace) {}

  get name(): string {
    return this.place.name;
  }

  get configFile(): string {
    return this.place.configFile ?? join(this.place.project, `Pulumi.${this.name}.yaml`);
  }

  /** @returns what it printed. @throws CommandFailed */
  pulumi(args: readonly string[], input?: string): Promise<string> {
    return run("pulumi", this.#full(args), this.#surroundings(), input);
  }

  /** On this terminal. @returns its exit code. */
  show(args: readonly string[]): Promise<number> {
    return show("pulumi", this.#full(args), this.#surroundings());
  }

  /** Whether the backend has it. @throws CommandFailed when the backend cannot be asked. */
  async exists(): Promise<boolean> {
    const listed = await run("pulumi", ["stack", "ls", "--json", "--non-interactive"], this.#surroundings());
    return (JSON.parse(listed) as { readonly name: string }[]).some(({ name }) => name === this.name);
  }

  /** Makes it. What its secrets are encrypted with is written into the config file beside the Pulumi.yaml. */
  async init(secretsProvider: string): Promise<void> {
    await this.pulumi(["stack", "init", "--no-select", "--secrets-provider", secretsProvider]);
  }

  #full(args: readonly string[]): string[] {
    return [...args, "--stack", this.name, "--non-interactive"];
  }

  #surroundings(): Surroundings {
    const { project: cwd, backendUrl, env, configFile } = this.place;
    return {
      cwd,
      env: {
        ...env,
        PULUMI_BACKEND_URL: backendUrl,
        PULUMI_SKIP_UPDATE_CHECK: "true",
        ...(configFile === undefined ? {} : { PULUMI_OPTION_CONFIG_FILE: configFile }),
      },
    };
  }
}
