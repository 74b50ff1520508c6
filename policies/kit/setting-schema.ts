import type { PolicyConfigSchema } from "@pulumi/policy";

/** JSON schema of one setting of a rule. The description goes into the catalogue. */
export type SettingSchema = PolicyConfigSchema["properties"][string] & { readonly description: string };
