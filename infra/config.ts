import * as pulumi from "@pulumi/pulumi";
import * as z from "zod";
import type { Secret } from "../contracts/index.js";
import type { KeyName } from "./shipping/host-keys.js";

/** How an app's plan scales. https://learn.microsoft.com/azure/azure-functions/flex-consumption-plan */
export interface Scale {
  readonly instanceMemoryMB: 512 | 2048 | 4096;
  /** 40 to 1000. */
  readonly maximumInstanceCount: number;
  /** Instances that are kept warm for each trigger; 0 lets the app scale to nothing. */
  readonly alwaysReady: number;
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
  /** What the hash in globally unique names is made of, in place of organisation, project and stack. */
  readonly uniqueness?: string | undefined;
  readonly scale: Scale;
  readonly deliverWith: DeliverWith;
  /** Whether the engine refuses to delete or replace what holds data. */
  readonly protect: boolean;
  readonly logRetentionDays: number;
  readonly purgeProtection: boolean;
  readonly softDeleteRetentionDays: number;
  /** Values of the vault's secrets by their name there. */
  readonly secrets: Readonly<Record<string, pulumi.Output<string>>>;
}

const NAMESPACE = "gridwire:";
const LOCATION = "azure-native:location";
const SECRETS = `${NAMESPACE}secrets`;

const text = (pattern: RegExp, expected: string) => z.string().regex(pattern).describe(expected);
const whole = (least: number, most: number, byDefault: number) =>
  z
    .string()
    .regex(/^\d+$/)
    .transform(Number)
    .pipe(z.number().min(least).max(most))
    .default(byDefault)
    .describe(`a whole number from ${least} to ${most} (default ${byDefault})`);

const yesOrNo = (byDefault: boolean, more = "") =>
  z
    .enum(["true", "false"])
    .transform((value) => value === "true")
    .default(byDefault)
    .describe(`true or false (default ${byDefault}${more})`);

/** Every setting by its key in the stack's file, with the text of what it may be. */
const SETTINGS = {
  [LOCATION]: text(/^[a-z][a-z0-9]+$/, "the short name of an Azure region, e.g. westeurope"),
  "gridwire:environment": text(/^[a-z][a-z0-9]{1,7}$/, "2 to 8 lower-case letters and digits, a letter first"),
  "gridwire:owner": text(/^.{1,256}$/, "1 to 256 characters: who answers for the stack"),
  "gridwire:uniqueness": z
    .string()
    .regex(/^.{1,100}$/)
    .optional()
    .describe("1 to 100 characters"),
  "gridwire:instanceMemoryMB": z
    .enum(["512", "2048", "4096"])
    .transform((megabytes) => Number(megabytes) as Scale["instanceMemoryMB"])
    .default(2048)
    .describe("512, 2048 or 4096 (default 2048)"),
  "gridwire:maximumInstanceCount": whole(40, 1000, 100),
  "gridwire:alwaysReady": whole(0, 20, 0),
  "gridwire:logRetentionDays": whole(30, 730, 30),
  "gridwire:deliverWith": z
    .enum(["masterKey", "eventGridKey", "azureFunction"])
    .default("masterKey")
    .describe("masterKey, eventGridKey or azureFunction (default masterKey)"),
  "gridwire:protect": yesOrNo(false),
  "gridwire:purgeProtection": yesOrNo(true, "; once true, Azure never takes it back"),
  "gridwire:softDeleteRetentionDays": whole(7, 90, 90),
} as const;

type Settings = { readonly [K in keyof typeof SETTINGS]: z.output<(typeof SETTINGS)[K]> };

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
  const settings = parseSettings(raw, problems);
  const values = parseSecrets(raw[SECRETS], encrypted.includes(SECRETS), secrets, problems);
  problems.push(...unknownKeys(raw));
  // Written by the engine without a stack trace.
  if (problems.length > 0) throw new pulumi.RunError(`The stack's config cannot be used:\n  ${problems.join("\n  ")}`);
  return {
    location: settings[LOCATION],
    environment: settings["gridwire:environment"],
    owner: settings["gridwire:owner"],
    uniqueness: settings["gridwire:uniqueness"],
    scale: {
      instanceMemoryMB: settings["gridwire:instanceMemoryMB"],
      maximumInstanceCount: settings["gridwire:maximumInstanceCount"],
      alwaysReady: settings["gridwire:alwaysReady"],
    },
    deliverWith: settings["gridwire:deliverWith"],
    protect: settings["gridwire:protect"],
    logRetentionDays: settings["gridwire:logRetentionDays"],
    purgeProtection: settings["gridwire:purgeProtection"],
    softDeleteRetentionDays: settings["gridwire:softDeleteRetentionDays"],
    secrets: Object.fromEntries(Object.entries(values).map(([name, value]) => [name, pulumi.secret(value)])),
  };
}

function parseSettings(raw: Readonly<Record<string, string>>, problems: string[]): Settings {
  const parsed = Object.entries(SETTINGS).map(([key, schema]) => {
    const result = schema.safeParse(raw[key]);
    if (!result.success) {
      const found = raw[key] === undefined ? "is missing" : `is ${JSON.stringify(raw[key])}`;
      problems.push(`${key} ${found}: expected ${schema.description}`);
    }
    return [key, result.data];
  });
  // Values that did not parse are in `problems`, and the caller throws before it reads them.
  return Object.fromEntries(parsed) as Settings;
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
  const values = z.record(z.string(), z.string().min(1)).safeParse(jsonOf(raw ?? "{}"));
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

function jsonOf(raw: string): unknown {
  try {
    return JSON.parse(raw);
  } catch {
    // Not an object, which the schema then says: the parser's own message would quote the text.
    return raw;
  }
}

function unknownKeys(raw: Readonly<Record<string, string>>): string[] {
  const known = [...Object.keys(SETTINGS), SECRETS];
  return Object.keys(raw)
    .filter((key) => key.startsWith(NAMESPACE) && !known.includes(key))
    .map((key) => `${key} is not a setting: expected one of ${known.join(", ")}`);
}
