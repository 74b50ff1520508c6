import { withAppSettings } from "../bindings/app-setting-names.js";
import type { InputBinding, OutputBinding } from "../bindings/binding.js";
import type { BindingsOfApp } from "../bindings/bindings-of-app.js";
import type { Settings } from "../site.js";
import { type BlobTrigger, readBlobTrigger } from "../triggers/blob-trigger.js";
import { type QueueTrigger, readQueueTrigger } from "../triggers/queue-trigger.js";
import type { BindingMetadata, FunctionMetadata } from "../worker/protocol.js";
import { type RetryPolicy, retryPolicy } from "./retry-policy.js";
import { type Schedule, schedule } from "./schedule.js";

/** As the host has it: Utility.cs of https://github.com/Azure/azure-functions-host. */
const NAME = /^(?!host$)[a-z][a-z0-9_-]{0,127}$/i;

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
  readonly retry: RetryPolicy | undefined;
}

export interface EventGridTrigger {
  readonly kind: "eventGrid";
  /** Whether each event of a delivery is a run of its own, or all of them are one. */
  readonly cardinality: "one" | "many";
}

/** Runs once on each instance that is added. */
export interface WarmupTrigger {
  readonly kind: "warmup";
}

/** A function that the host can run. */
export interface FunctionDefinition {
  readonly name: string;
  readonly metadata: FunctionMetadata;
  /** Key of the trigger among the bindings. */
  readonly triggerName: string;
  readonly trigger: HttpTrigger | TimerTrigger | EventGridTrigger | QueueTrigger | BlobTrigger | WarmupTrigger;
  /** What it is given besides, and where what it gives goes. */
  readonly inputs: readonly InputBinding[];
  readonly outputs: readonly OutputBinding[];
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
  bindings: BindingsOfApp,
): FunctionIndex {
  const functions: FunctionDefinition[] = [];
  const errors: string[] = [];
  for (const metadata of registered) {
    if (allowed !== undefined && !allowed.includes(metadata.name)) continue;
    try {
      functions.push(define(metadata, settings, bindings));
    } catch (error) {
      errors.push(`The '${metadata.name}' function is in error: ${error instanceof Error ? error.message : error}`);
    }
  }
  return { functions, errors };
}

function define(metadata: FunctionMetadata, settings: Settings, bindings: BindingsOfApp): FunctionDefinition {
  const { name } = metadata;
  if (!NAME.test(name)) throw new Error(`'${name}' is not a valid function name.`);
  const all = Object.entries(metadata.bindings);
  const [trigger, second] = all.filter(([, { type }]) => /trigger$/i.test(type));
  if (trigger === undefined || second !== undefined) throw new Error("expected exactly one trigger");
  const others = all.filter(([key]) => key !== trigger[0]);
  return {
    name,
    metadata,
    triggerName: trigger[0],
    trigger: readTrigger(metadata, trigger[1], settings, bindings),
    inputs: others.filter(([, { direction }]) => direction === "in").map(([key, one]) => bindings.input(key, one)),
    // What an HTTP function answers goes back by its trigger.
    outputs: others
      .filter(([key, { direction, type }]) => direction !== "in" && !(key === "$return" && type === "http"))
      .map(([key, one]) => bindings.output(key, one)),
    isDisabled: [`AzureWebJobs.${name}.Disabled`, `AzureWebJobs__${name}__Disabled`].some((setting) =>
      /^(true|1)$/i.test(settings[setting] ?? ""),
    ),
  };
}

function readTrigger(
  { name, retryOptions }: FunctionMetadata,
  binding: BindingMetadata,
  settings: Settings,
  bindings: BindingsOfApp,
): FunctionDefinition["trigger"] {
  switch (binding.type) {
    case "httpTrigger":
      return {
        kind: "http",
        methods: Array.isArray(binding.methods) ? binding.methods.map((method) => String(method).toUpperCase()) : [],
        route: withAppSettings(
          typeof binding.route === "string" && binding.route !== "" ? binding.route : name,
          settings,
        ),
        authLevel: authLevel(binding.authLevel),
      };
    case "timerTrigger": {
      const read = schedule(withAppSettings(String(binding.schedule), settings));
      return {
        kind: "timer",
        schedule: read,
        runOnStartup: binding.runOnStartup === true,
        monitored: binding.useMonitor !== false && !read.isFrequent,
        retry: retryPolicy.ofFunction(retryOptions),
      };
    }
    case "eventGridTrigger":
      return { kind: "eventGrid", cardinality: cardinality(binding.cardinality) };
    case "queueTrigger":
      return readQueueTrigger(binding, bindings);
    case "blobTrigger":
      return readBlobTrigger(binding, bindings);
    case "warmupTrigger":
      return { kind: "warmup" };
    default:
      throw new Error(
        `trigger "${binding.type}" is not supported by the local Functions host: ` +
          "it has httpTrigger, timerTrigger, eventGridTrigger, queueTrigger, blobTrigger and warmupTrigger",
      );
  }
}

function cardinality(value: unknown): "one" | "many" {
  const given = String(value ?? "one").toLowerCase();
  if (given === "one" || given === "many") return given;
  throw new Error(`cardinality "${value}": expected one or many`);
}

function authLevel(value: unknown): AuthLevel {
  const level = String(value ?? "anonymous").toLowerCase();
  if (level === "anonymous" || level === "function" || level === "admin") return level;
  throw new Error(`authLevel "${value}": expected anonymous, function or admin`);
}
