import { readdirSync, readFileSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { parse } from "yaml";

export const ROOT = resolve(import.meta.dirname, "../..");
const FOLDER = join(ROOT, ".github", "workflows");

export interface Step {
  readonly uses?: string;
  readonly run?: string;
  readonly if?: string | boolean;
  readonly with?: Readonly<Record<string, unknown>>;
  readonly env?: Readonly<Record<string, string>>;
}

export interface Job {
  readonly needs?: string | readonly string[];
  readonly if?: string | boolean;
  readonly uses?: string;
  readonly "runs-on"?: string;
  readonly "timeout-minutes"?: number;
  readonly permissions?: string | Readonly<Record<string, string>>;
  readonly environment?: string | { readonly name: string };
  readonly concurrency?: { readonly group: string; readonly "cancel-in-progress": boolean };
  readonly strategy?: { readonly matrix: Readonly<Record<string, readonly string[]>> };
  readonly outputs?: Readonly<Record<string, string>>;
  readonly steps?: readonly Step[];
}

export interface Workflow {
  /** Name of the file. */
  readonly file: string;
  readonly on: Readonly<Record<string, unknown>>;
  readonly permissions: unknown;
  readonly jobs: Readonly<Record<string, Job>>;
}

export const FILES = readdirSync(FOLDER)
  .filter((file) => /\.ya?ml$/.test(file))
  .map((file) => join(FOLDER, file));

/** @param text of the file, with a change that a test made. */
export function readWorkflow(file: string, text = readFileSync(file, "utf8")): Workflow {
  const { on, permissions, jobs } = parse(text) as Omit<Workflow, "file" | "on"> & { on: unknown };
  return { file: basename(file), on: triggersOf(on), permissions, jobs };
}

export const WORKFLOWS = FILES.map((file) => readWorkflow(file));

/** `on` is one event, a list, or a map. */
function triggersOf(on: unknown): Workflow["on"] {
  if (typeof on === "string") return { [on]: null };
  return Array.isArray(on) ? Object.fromEntries(on.map((event: string) => [event, null])) : (on as Workflow["on"]);
}

/** A job where it stands, e.g. `deploy.yml/dev-plan`. */
export interface PlacedJob {
  readonly at: string;
  readonly name: string;
  readonly job: Job;
  readonly workflow: Workflow;
}

export const jobsOf = (workflow: Workflow): readonly PlacedJob[] =>
  Object.entries(workflow.jobs).map(([name, job]) => ({ at: `${workflow.file}/${name}`, name, job, workflow }));

export const JOBS = WORKFLOWS.flatMap(jobsOf);

export const stepsOf = ({ steps = [] }: Job): readonly Step[] => steps;

export const needsOf = ({ needs = [] }: Job): readonly string[] => (typeof needs === "string" ? [needs] : needs);

export const permissionsOf = ({ permissions }: Job): Readonly<Record<string, string>> =>
  typeof permissions === "object" ? permissions : { "all of them": permissions ?? "default" };

/** With a value for each of its matrix, none when it has no environment. */
export function environmentsOf({ environment, strategy }: Job): readonly string[] {
  const name = typeof environment === "object" ? environment.name : environment;
  if (name === undefined) return [];
  const variable = /\$\{\{ matrix\.([\w-]+) \}\}/.exec(name);
  const values = variable === null ? undefined : strategy?.matrix[variable[1] ?? ""];
  return values === undefined ? [name] : values.map((value) => name.replace(variable?.[0] ?? "", value));
}

/** A command of package.json as a step runs it. */
export interface Command {
  readonly script: string;
  readonly flags: readonly string[];
}

export const commandsOf = (job: Job): readonly Command[] =>
  stepsOf(job).flatMap(({ run = "", env = {} }) => commandsIn(withOptions(run, env)));

/** A command with every option that a variable of its step may stand for, e.g. `${{ inputs.x && '--x' || '' }}`. */
const withOptions = (run: string, env: Readonly<Record<string, string>>): string =>
  run.replace(/ \$(\w+)/g, (_, name: string) =>
    [...(env[name] ?? "").matchAll(/'([^']*)'/g)].map(([, value]) => ` ${value}`).join(""),
  );

export const commandsIn = (text: string): readonly Command[] =>
  [...text.matchAll(/npm (?:run )?(?:--silent )?([\w:-]+)([^\n`]*)/g)].map(([, script = "", rest = ""]) => ({
    script,
    flags: [...rest.matchAll(/(?<=[\s+/])--[a-z][\w-]*/g)].map(([flag]) => flag),
  }));
