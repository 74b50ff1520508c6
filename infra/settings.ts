import * as z from "zod";
import { ISSUERS_EXPECTED, issuersSchema } from "../contracts/vocabulary/issuer.js";
import { list, parsedJson, region, whole, yesOrNo } from "./setting.js";

/** Prefix of the program's own settings. */
export const NAMESPACE = "gridwire:";
/** Where every resource goes that has a place. */
export const LOCATION = "azure-native:location";
/** Values of the vault's secrets, by their name there. */
export const SECRETS = `${NAMESPACE}secrets`;

/** https://learn.microsoft.com/azure/azure-monitor/alerts/action-groups#service-limits-for-notifications */
const RECIPIENTS_AT_MOST = 1000;

/** Each is an assignment for every role of the API. */
const CALLERS_AT_MOST = 20;

const text = (pattern: RegExp, expected: string) => z.string().regex(pattern).describe(expected);
/** Each of them once. */
const once = (item: z.ZodType<string>, most: number, expected: string) =>
  list(item, 0, most)
    .refine((all) => new Set(all).size === all.length)
    .default([])
    .describe(`a list of ${expected}, each once (default none)`);

/** Every setting of a stack's file by its key, with the text of what it may be. */
export const SETTINGS = {
  [LOCATION]: region(),
  "gridwire:environment": text(/^[a-z][a-z0-9]{1,7}$/, "2 to 8 lower-case letters and digits, a letter first"),
  "gridwire:owner": text(/^.{1,256}$/, "1 to 256 characters: who answers for the stack"),
  "gridwire:resourceGroup": z
    .string()
    .regex(/^[\w.()-]{0,89}[\w()-]$/)
    .optional()
    .describe("the name of a resource group that exists: 1 to 90 letters, digits and _-.(), no period at its end"),
  "gridwire:uniqueness": z
    .string()
    .regex(/^.{1,100}$/)
    .optional()
    .describe("1 to 100 characters"),
  "gridwire:instanceMemoryMB": z
    .enum(["512", "2048", "4096"])
    .transform((megabytes) => Number(megabytes) as 512 | 2048 | 4096)
    .default(2048)
    .describe("512, 2048 or 4096 (default 2048)"),
  "gridwire:maximumInstanceCount": whole(40, 1000, 100),
  "gridwire:alwaysReady": whole(0, 20, 0),
  "gridwire:logRetentionDays": whole(30, 730, 30),
  "gridwire:sampledPercent": whole(1, 100, 100),
  "gridwire:logLevel": z
    .enum(["Debug", "Information", "Warning"])
    .default("Information")
    .describe("Debug, Information or Warning (default Information)"),
  "gridwire:deliverWith": z
    .enum(["masterKey", "eventGridKey", "azureFunction"])
    .default("masterKey")
    .describe("masterKey, eventGridKey or azureFunction (default masterKey)"),
  "gridwire:protect": yesOrNo(false),
  "gridwire:purgeProtection": yesOrNo(true, "; once true, Azure never takes it back"),
  "gridwire:softDeleteRetentionDays": whole(7, 90, 90),
  "gridwire:alertRecipients": once(z.email(), RECIPIENTS_AT_MOST, "e-mail addresses"),
  "gridwire:allowedOrigins": once(
    z.string().refine(isSecureOrigin),
    100,
    "origins such as https://names.example.com, none of them *",
  ),
  "gridwire:issuers": z
    .string()
    .transform(parsedJson)
    .pipe(issuersSchema)
    .default([])
    .describe(`a list of ${ISSUERS_EXPECTED} (default none)`),
  "gridwire:apiCallers": once(z.guid(), CALLERS_AT_MOST, "object ids of users, groups or service principals"),
  "gridwire:expires": z.iso.date().optional().describe("a date such as 2026-12-31"),
} as const;

/** As a browser sends it: scheme, host and port, and nothing after. */
function isSecureOrigin(origin: string): boolean {
  return /^https:\/\/[^*]+$/.test(origin) && URL.canParse(origin) && new URL(origin).origin === origin;
}
