import type { StorageAccountArgs } from "@pulumi/azure-native/storage/storageAccount.js";
import { expectFalse, expectOneOf, expectTrue, expectValue } from "../kit/expect.js";
import { unknown, violation } from "../kit/finding.js";
import { peek } from "../kit/peek.js";
import { type ResourceRule, resourceRule } from "../kit/rule.js";

const ACCOUNTS = ["azure-native:storage:StorageAccount"];

/** Rules about storage accounts. */
export const storageAccountRules: readonly ResourceRule[] = [
  resourceRule<StorageAccountArgs>({
    name: "storage-shared-key-off",
    title: "Accounts take tokens only",
    description: "A shared key opens the whole account, under no name, until it is changed; left out, Azure allows it.",
    types: ACCOUNTS,
    level: "mandatory",
    severity: "high",
    remedy: "Set allowSharedKeyAccess to false and grant data roles.",
    same: { psrule: ["Azure.Storage.LocalAuth"], checkov: ["CKV2_AZURE_40"], mcsb: "IM-1" },
    url: "https://learn.microsoft.com/azure/storage/common/shared-key-authorization-prevent",
    check: ({ props }) => expectFalse("allowSharedKeyAccess", () => props.allowSharedKeyAccess),
  }),
  resourceRule<StorageAccountArgs>({
    name: "storage-public-blobs-off",
    title: "No blob is readable by everybody",
    description: "While an account allows it, one wrong setting of a container publishes what is in it.",
    types: ACCOUNTS,
    level: "mandatory",
    severity: "high",
    remedy: "Set allowBlobPublicAccess to false.",
    same: {
      psrule: ["Azure.Storage.BlobPublicAccess (AZR-000198)"],
      checkov: ["CKV_AZURE_59", "CKV_AZURE_190", "CKV2_AZURE_47"],
      mcsb: "NS-2",
    },
    check: ({ props }) => expectFalse("allowBlobPublicAccess", () => props.allowBlobPublicAccess),
  }),
  resourceRule<StorageAccountArgs>({
    name: "storage-minimum-tls",
    title: "Accounts take TLS 1.2 or newer",
    description:
      "Older TLS can be broken. The list of azure-native also has TLS1_3, which the service does not offer as a minimum.",
    types: ACCOUNTS,
    level: "mandatory",
    severity: "high",
    remedy: 'Set minimumTlsVersion to "TLS1_2".',
    same: {
      psrule: ["Azure.Storage.MinTLS (AZR-000200)"],
      checkov: ["CKV_AZURE_44"],
      trivy: ["AZU-0011"],
      mcsb: "DP-3",
    },
    url: "https://learn.microsoft.com/azure/storage/common/transport-layer-security-configure-minimum-version",
    check: ({ props }) => expectOneOf("minimumTlsVersion", () => props.minimumTlsVersion, ["TLS1_2"]),
  }),
  resourceRule<StorageAccountArgs>({
    name: "storage-https-only",
    title: "Accounts answer HTTPS only",
    description: "Tokens sent by HTTP can be read on the way.",
    types: ACCOUNTS,
    level: "mandatory",
    severity: "high",
    remedy: "Leave enableHttpsTrafficOnly out, or set it to true.",
    same: {
      psrule: ["Azure.Storage.SecureTransfer (AZR-000196)"],
      checkov: ["CKV_AZURE_3"],
      trivy: ["AZU-0008"],
      mcsb: "DP-3",
    },
    check: ({ props }) =>
      expectValue(() => props.enableHttpsTrafficOnly, {
        property: "enableHttpsTrafficOnly",
        is: (value) => value,
        expected: "true",
        mayBeAbsent: true,
      }),
  }),
  resourceRule<StorageAccountArgs>({
    name: "storage-entra-by-default",
    title: "The portal asks Entra",
    description: "Left alone, the portal opens an account's data with its key.",
    types: ACCOUNTS,
    level: "mandatory",
    severity: "low",
    remedy: "Set defaultToOAuthAuthentication to true.",
    same: { mcsb: "IM-1" },
    check: ({ props }) => expectTrue("defaultToOAuthAuthentication", () => props.defaultToOAuthAuthentication),
  }),
  resourceRule<StorageAccountArgs>({
    name: "storage-cross-tenant-replication-off",
    title: "Data is not copied to other tenants",
    description: "Object replication can carry every new blob into an account of another organisation.",
    types: ACCOUNTS,
    level: "mandatory",
    severity: "medium",
    remedy: "Set allowCrossTenantReplication to false.",
    url: "https://learn.microsoft.com/azure/storage/blobs/object-replication-prevent-cross-tenant-policies",
    check: ({ props }) => expectFalse("allowCrossTenantReplication", () => props.allowCrossTenantReplication),
  }),
  resourceRule<StorageAccountArgs>({
    name: "storage-local-users-off",
    title: "Accounts have no users of their own",
    description: "Local users sign in to SFTP with a password or a key that Entra knows nothing of.",
    types: ACCOUNTS,
    level: "mandatory",
    severity: "medium",
    remedy: "Leave isLocalUserEnabled and isSftpEnabled out, or set them to false.",
    same: { checkov: ["CKV_AZURE_244"], mcsb: "IM-1" },
    *check({ props }) {
      for (const [property, read] of [
        ["isLocalUserEnabled", () => props.isLocalUserEnabled],
        ["isSftpEnabled", () => props.isSftpEnabled],
      ] as const)
        yield* expectValue(read, { property, is: (value) => !value, expected: "false", mayBeAbsent: true });
    },
  }),
  resourceRule<StorageAccountArgs>({
    name: "storage-firewall-lets-azure-in",
    title: "A firewall lets Azure's own services in",
    description:
      "Behind a firewall that denies by default, Event Grid cannot write dead letters unless trusted services may pass.",
    types: ACCOUNTS,
    level: "mandatory",
    severity: "medium",
    remedy: 'Set networkRuleSet.bypass to "AzureServices".',
    same: { checkov: ["CKV_AZURE_36"], trivy: ["AZU-0010"] },
    *check({ props }) {
      const action = peek(() => props.networkRuleSet?.defaultAction);
      if (action.is === "unknown") yield unknown("networkRuleSet.defaultAction");
      if (action.is !== "value" || action.value !== "Deny") return;
      const bypass = peek(() => props.networkRuleSet?.bypass);
      if (bypass.is === "unknown") yield unknown("networkRuleSet.bypass");
      // Absent is Azure's own default: AzureServices.
      else if (bypass.is === "value" && !String(bypass.value).includes("AzureServices"))
        yield violation("Its firewall keeps Azure's own services out.");
    },
  }),
  resourceRule<StorageAccountArgs>({
    name: "storage-sas-policy",
    title: "SAS end soon",
    description:
      "For accounts that still give out SAS. It is off by default, since an account without shared keys has none but those of a user's own token.",
    types: ACCOUNTS,
    level: "disabled",
    severity: "low",
    remedy: "Set sasPolicy.",
    same: { checkov: ["CKV2_AZURE_41"], trivy: ["AZU-0061"] },
    check: ({ props }) =>
      expectValue(() => props.sasPolicy, { property: "sasPolicy", is: () => true, expected: "a policy" }),
  }),
  resourceRule<StorageAccountArgs>({
    name: "storage-replicated",
    title: "Data survives a region",
    description: "For data that cannot be had again. Costs twice as much, so that it is off by default.",
    types: ACCOUNTS,
    level: "disabled",
    severity: "low",
    remedy: "Choose a sku with GRS or GZRS in its name.",
    same: {
      psrule: ["Azure.Storage.UseReplication (AZR-000195)"],
      checkov: ["CKV_AZURE_206"],
      trivy: ["AZU-0058"],
      mcsb: "BR-1",
    },
    check: ({ props }) =>
      expectValue(() => props.sku?.name, {
        property: "sku.name",
        is: (value) => /_(RA)?GZ?RS$/.test(value),
        expected: "a geo-redundant one",
      }),
  }),
];
