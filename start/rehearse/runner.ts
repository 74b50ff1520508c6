import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ControlClient } from "../../local/control/control-client.js";
import type { Run } from "../../local/control/run-file.js";
import { scriptEntry } from "../script-entry.js";

/** What a runner of GitHub's does not have, whatever the user's own shell has. */
const NOT_THERE = /^(AZURE|ARM|PULUMI|GITHUB|ACTIONS|GRIDWIRE|AAD)_/;

/** Variables of the repository, overridden by those of the GitHub environment that a job names. */
export type Variables = Readonly<Record<string, string>>;

export interface Job {
  /** What the job's token says it is, e.g. `repo:octo@1/gridwire@2:environment:dev`. */
  readonly subject: string;
  readonly variables: Variables;
}

/** What a step of a job did. */
export interface Stepped {
  readonly code: number;
  /** All that it printed, in order. */
  readonly printed: string;
  /** What it wrote to `GITHUB_OUTPUT`. */
  readonly outputs: Readonly<Record<string, string>>;
}

/**
 * Plays GitHub's runner on this machine: a job has the repository's variables, a token endpoint that says who the job
 * is, and nothing else. The rest of the way is real: the scripts, the CLI, the login, the roles.
 */
export class Runner {
  readonly #control: ControlClient;

  /**
   * @param root the repository's copy.
   * @param home a folder for what jobs leave.
   */
  constructor(
    private readonly root: string,
    private readonly home: string,
    private readonly azure: Run,
  ) {
    this.#control = new ControlClient(azure);
    mkdirSync(home, { recursive: true });
  }

  /** `npm run <script> -- <args>` as a step of a job. */
  async step({ subject, variables }: Job, script: string, ...args: readonly string[]): Promise<Stepped> {
    const request = await this.#control.gitHubJob(subject);
    const login = await this.#login(request, variables);
    return this.#run({ ...this.#machine(), ...variables, ...request, ...login }, script, args);
  }

  /** By an administrator, on a machine of their own: the login of the local Azure's owner. */
  async asAdministrator(script: string, ...args: readonly string[]): Promise<Stepped> {
    return this.#run(await this.administrator(), script, args);
  }

  /** By a developer who needs no login. */
  asDeveloper(script: string, ...args: readonly string[]): Promise<Stepped> {
    return this.#run(this.#machine(), script, args);
  }

  /** The surroundings of an administrator. */
  async administrator(): Promise<NodeJS.ProcessEnv> {
    const { GITHUB_ACTIONS: _, ...machine } = this.#machine();
    return { ...machine, ...this.azure.environment, ...(await this.#control.credentialsOf("deployer")) };
  }

  /**
   * An attached provider does not see the CLI's environment: it is logged in here, as the one on Azure does by itself. A
   * job whose login is refused gets none, and finds out when it calls Azure.
   */
  async #login(request: Variables, variables: Variables): Promise<Variables> {
    const url = `${request.ACTIONS_ID_TOKEN_REQUEST_URL}&audience=${encodeURIComponent("api://AzureADTokenExchange")}`;
    const response = await fetch(url, {
      headers: { authorization: `bearer ${request.ACTIONS_ID_TOKEN_REQUEST_TOKEN}` },
    });
    const { value } = (await response.json()) as { value: string };
    const login = {
      clientId: variables.AZURE_CLIENT_ID ?? "",
      tenantId: variables.AZURE_TENANT_ID ?? "",
      token: value,
    };
    return this.#control.providersOf(login).catch((error: Error) => {
      if (error.message.startsWith("AADSTS")) return {};
      throw error;
    });
  }

  /** The way to the local Azure, and none of its logins. */
  #machine(): NodeJS.ProcessEnv {
    const own = Object.entries(process.env).filter(([name]) => !NOT_THERE.test(name));
    const wire = Object.entries(this.azure.environment).filter(
      ([name]) => !NOT_THERE.test(name) || name === "PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION",
    );
    return {
      ...Object.fromEntries([...own, ...wire]),
      // Node's own fetch takes the proxy of the environment then, as the SDKs do by themselves.
      NODE_USE_ENV_PROXY: "1",
      NODE_OPTIONS: `${process.env.NODE_OPTIONS ?? ""} --disable-warning=UNDICI-EHPA`.trim(),
      PULUMI_SKIP_UPDATE_CHECK: "true",
      PULUMI_HOME: join(this.home, "pulumi"),
      GITHUB_ACTIONS: "true",
      CI: "true",
    };
  }

  async #run(env: NodeJS.ProcessEnv, script: string, args: readonly string[]): Promise<Stepped> {
    const entry = scriptEntry(this.root, script);
    const folder = mkdtempSync(join(this.home, "step-"));
    const [output, summary] = [join(folder, "output"), join(folder, "summary.md")];
    for (const file of [output, summary]) writeFileSync(file, "");
    const node = ["--import", "tsx", "--disable-warning=ExperimentalWarning"];
    const child = spawn(process.execPath, [...node, ...entry, ...args], {
      cwd: this.root,
      env: { ...env, RUNNER_TEMP: folder, GITHUB_OUTPUT: output, GITHUB_STEP_SUMMARY: summary },
      stdio: ["ignore", "pipe", "pipe"],
    });
    let printed = "";
    for (const stream of [child.stdout, child.stderr])
      stream.on("data", (chunk: Buffer) => {
        printed += chunk.toString();
      });
    const code = await new Promise<number>((done, fail) => {
      child.once("error", fail);
      child.once("close", (status) => done(status ?? 1));
    });
    const outputs = outputsIn(readFileSync(output, "utf8"));
    rmSync(folder, { recursive: true });
    return { code, printed, outputs };
  }
}

/** Lines `name=value`, the form of values without line breaks. */
function outputsIn(text: string): Record<string, string> {
  const pairs = text.split("\n").flatMap((line) => {
    const at = line.indexOf("=");
    return at < 0 ? [] : [[line.slice(0, at), line.slice(at + 1)] as const];
  });
  return Object.fromEntries(pairs);
}
