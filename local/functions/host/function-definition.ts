import type { Settings } from "../site.js";
import type { BindingMetadata, FunctionMetadata } from "../worker/protocol.js";
import { type Schedule, schedule } from "./schedule.js";

export type AuthLevel = "anonymous" | "function" | "admin";

export interface HttpTrigger {
  readonly kind: "http";
  /** Upper case. */
  readonly methods: readonly string[];
  readonly route: string;
  readonly authLevel: AuthLevel;
}

export interface TimerTrigger {
  readonly kind: "timer";
  readonly schedule: Schedule;
  readonly runOnStartup: boolean;
  /** Whether occurrences missed while the host was down are made up for. */
  readonly monitored: boolean;
}

export interface EventGridTrigger {
  readonly kind: "eventGrid";
}

/** A function that the host can run. */
export interface FunctionDefinition {
  readonly name: string;
  readonly metadata: FunctionMetadata;
  /** Key of the trigger among the bindings. */
  readonly triggerName: string;
  readonly trigger: HttpTrigger | TimerTrigger | EventGridTrigger;
  readonly isDisabled: boolean;
}

/** The functions that can run, and why others cannot. */
export interface FunctionIndex {
  readonly functions: readonly FunctionDefinition[];
  readonly errors: readonly string[];
}

/** Reads what the app registered. A function that cannot run does not keep the others from running. */
export function indexFunctions(
  registered: readonly FunctionMetadata[],
  settings: Settings,
  allowed: readonly string[] | undefined,
): FunctionIndex {
  const functions: FunctionDefinition[] = [];
  const errors: string[] = [];
  for (const metadata of registered) {
    if (allowed !== undefined && !allowed.includes(metadata.name)) continue;
    try {
      functions.push(define(metadata, settings));
    } catch (error) {
      errors.push(`The '${metadata.name}' function is in error: ${error instanceof Error ? error.message : error}`);
    }
  }
  return { functions, errors };
}

function define(metadata: FunctionMetadata, settings: Settings): FunctionDefinition {
  const { name } = metadata;
  const bindings = Object.entries(metadata.bindings);
  const [trigger, second] = bindings.filter(([, { type }]) => /trigger$/i.test(type));
  if (trigger === undefined || second !== undefined) throw new Error("expected exactly one trigger");
  const other = bindings.find(([key, { type }]) => key !== trigger[0] && !(key === "$return" && type === "http"));
  if (other !== undefined) {
    throw new Error(
      `binding "${other[1].type}" is not supported by the local Functions host: use the service's client`,
    );
  }
  return {
    name,
    metadata,
    triggerName: trigger[0],
    trigger: readTrigger(name, trigger[1], settings),
    isDisabled: [`AzureWebJobs.${name}.Disabled`, `AzureWebJobs__${name}__Disabled`].some((setting) =>
      /^(true|1)$/i.test(settings[setting] ?? ""),
    ),
  };
}

function readTrigger(name: string, binding: BindingMetadata, settings: Settings): FunctionDefinition["trigger"] {
  switch (binding.type) {
    case "httpTrigger":
      return {
        kind: "http",
        methods: Array.isArray(binding.methods) ? binding.methods.map((method) => String(method).toUpperCase()) : [],
        route: resolve(typeof binding.route === "string" && binding.route !== "" ? binding.route : name, settings),
        authLevel: authLevel(binding.authLevel),
      };
    case "timerTrigger": {
      const read = schedule(resolve(String(binding.schedule), settings));
      return {
        kind: "timer",
        schedule: read,
        runOnStartup: binding.runOnStartup === true,
        monitored: binding.useMonitor !== false && read.isAtLeastMinutely,
      };
    }
    case "eventGridTrigger":
      return { kind: "eventGrid" };
    default:
      throw new Error(
        `trigger "${binding.type}" is not supported by the local Functions host: ` +
          "it has httpTrigger, timerTrigger and eventGridTrigger",
      );
  }
}

function authLevel(value: unknown): AuthLevel {
  const level = String(value ?? "anonymous").toLowerCase();
  if (level === "anonymous" || level === "function" || level === "admin") return level;
  throw new Error(`authLevel "${value}": expected anonymous, function or admin`);
}

/** Replaces `%NAME%` by the setting of that name. */
function resolve(text: string, settings: Settings): string {
  return text.replace(/%([^%]+)%/g, (_, name: string) => {
    const value = settings[name];
    if (value === undefined) throw new Error(`'%${name}%' does not resolve to a value: there is no such app setting`);
    return value;
  });
}
