import * as pulumi from "@pulumi/pulumi";
import * as z from "zod";
import type { Issuer, Secret } from "../contracts/index.js";
import { parsedJson, parseSettings, unknownKeys } from "./setting.js";
import { LOCATION, NAMESPACE, SECRETS, SETTINGS } from "./settings.js";
import type { KeyName } from "./shipping/host-keys.js";

/** How an app's plan scales. https://learn.microsoft.com/azure/azure-functions/flex-consumption-plan */
export interface Scale {
  readonly instanceMemoryMB: 512 | 2048 | 4096;
  /** 40 to 1000. */
  readonly maximumInstanceCount: number;
  /** Instances that are kept warm for each trigger; 0 lets the app scale to nothing. */
  readonly alwaysReady: number;
}

/** How much the apps tell of themselves. */
export interface TelemetryLevel {
  /** How many of all traces are kept, 1 to 100. Logs, errors and what is counted are kept in any case. */
  readonly sampledPercent: number;
  /** The least level of the functions' logs that is kept. */
  readonly logLevel: "Debug" | "Information" | "Warning";
}

/**
 * What opens function apps to Event Grid: a key of the host in the address of its webhook, or Azure's own rights, with
 * the function itself as the destination.
 */
export type DeliverWith = KeyName | "azureFunction";

/** What a stack's file may say, validated. */
export interface StackConfig {
  /** Short name of the Azure region. */
  readonly location: string;
  /** Part of every name, and a tag. */
  readonly environment: string;
  /** A tag: who answers for the stack. */
  readonly owner: string;
  /** Name of a resource group that exists, and that the stack never makes, changes or removes; without it, it makes its own. */
  readonly resourceGroup?: string | undefined;
  /** What the hash in globally unique names is made of, in place of organisation, project and stack. */
  readonly uniqueness?: string | undefined;
  readonly scale: Scale;
  readonly deliverWith: DeliverWith;
  /** Whether the engine refuses to delete or replace what holds data. */
  readonly protect: boolean;
  readonly logRetentionDays: number;
  readonly telemetry: TelemetryLevel;
  readonly purgeProtection: boolean;
  readonly softDeleteRetentionDays: number;
  /** E-mail addresses that hear of what goes wrong; none, and nobody does. */
  readonly alertRecipients: readonly string[];
  /** Origins whose pages may call the functions that answer HTTP, e.g. `https://names.example.com`. */
  readonly allowedOrigins: readonly string[];
  /** Whose tokens the functions that answer HTTP take; none, and those that check tokens let nobody in. */
  readonly issuers: readonly Issuer[];
  /**
   * Object ids of who gets every role of an API that the stack makes for itself in Entra; none, and it makes none. It
   * takes a right on the directory, which no pipeline should have: for a stack of one's own.
   */
  readonly apiCallers: readonly string[];
  /** A tag: the day, as an ISO date, from which on the stack may be removed. */
  readonly expires?: string | undefined;
  /** Values of the vault's secrets by their name there. */
  readonly secrets: Readonly<Record<string, pulumi.Output<string>>>;
}

/**
 * The config of the stack that is being run.
 *
 * @param secrets those that the stack must give values for, as `pulumi config set --path --secret
 *   'gridwire:secrets.<name>'`.
 * @throws one error that lists every wrong, missing and unknown key with what is allowed.
 */
export function readConfig(secrets: readonly Secret[]): StackConfig {
  // The one place where the language protocol tells which values were encrypted.
  const keys: unknown = JSON.parse(process.env.PULUMI_CONFIG_SECRET_KEYS ?? "[]");
  const encrypted = Array.isArray(keys) ? keys.map((key) => String(key).replace(":config:", ":")) : [];
  return parseConfig(pulumi.runtime.allConfig(), encrypted, secrets);
}

/**
 * @param raw values as text, by key; keys of other namespaces are none of our business.
 * @param encrypted keys whose value is kept encrypted.
 * @throws as {@link readConfig}.
 */
export function parseConfig(
  raw: Readonly<Record<string, string>>,
  encrypted: readonly string[],
  secrets: readonly Secret[],
): StackConfig {
  const problems: string[] = [];
  const settings = parseSettings(SETTINGS, raw, problems);
  const values = parseSecrets(raw[SECRETS], encrypted.includes(SECRETS), secrets, problems);
  problems.push(...unknownKeys(NAMESPACE, [...Object.keys(SETTINGS), SECRETS], raw));
  // Written by the engine without a stack trace.
  if (problems.length > 0) throw new pulumi.RunError(`The stack's config cannot be used:\n  ${problems.join("\n  ")}`);
  return {
    location: settings[LOCATION],
    environment: settings["gridwire:environment"],
    owner: settings["gridwire:owner"],
    resourceGroup: settings["gridwire:resourceGroup"],
    uniqueness: settings["gridwire:uniqueness"],
    scale: {
      instanceMemoryMB: settings["gridwire:instanceMemoryMB"],
      maximumInstanceCount: settings["gridwire:maximumInstanceCount"],
      alwaysReady: settings["gridwire:alwaysReady"],
    },
    deliverWith: settings["gridwire:deliverWith"],
    protect: settings["gridwire:protect"],
    logRetentionDays: settings["gridwire:logRetentionDays"],
    telemetry: {
      sampledPercent: settings["gridwire:sampledPercent"],
      logLevel: settings["gridwire:logLevel"],
    },
    purgeProtection: settings["gridwire:purgeProtection"],
    softDeleteRetentionDays: settings["gridwire:softDeleteRetentionDays"],
    alertRecipients: settings["gridwire:alertRecipients"],
    allowedOrigins: settings["gridwire:allowedOrigins"],
    issuers: settings["gridwire:issuers"],
    apiCallers: settings["gridwire:apiCallers"],
    expires: settings["gridwire:expires"],
    secrets: Object.fromEntries(Object.entries(values).map(([name, value]) => [name, pulumi.secret(value)])),
  };
}

/** Never names a value: a secret must not get into an error. */
function parseSecrets(
  raw: string | undefined,
  isEncrypted: boolean,
  secrets: readonly Secret[],
  problems: string[],
): Record<string, string> {
  const names = secrets.map(({ name }) => name);
  const set = (name: string) => `set it with: pulumi config set --path --secret '${SECRETS}.${name}'`;
  if (raw !== undefined && !isEncrypted) problems.push(`${SECRETS} is not encrypted: ${set(names[0] ?? "<name>")}`);
  const values = z.record(z.string(), z.string().min(1)).safeParse(parsedJson(raw ?? "{}"));
  if (!values.success) {
    problems.push(`${SECRETS} is not an object of non-empty texts: expected one for each of ${names.join(", ")}`);
    return {};
  }
  for (const name of names) {
    if (values.data[name] === undefined) problems.push(`${SECRETS}.${name} is missing: ${set(name)}`);
  }
  for (const name of Object.keys(values.data)) {
    if (!names.includes(name)) {
      problems.push(`${SECRETS}.${name} is not a secret of the stack: expected ${names.join(", ")}`);
    }
  }
  return values.data;
}
