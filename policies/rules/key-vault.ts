import type { VaultArgs } from "@pulumi/azure-native/keyvault/vault.js";
import { expectTrue, expectValue } from "../kit/expect.js";
import { unknown, violation } from "../kit/finding.js";
import { peek } from "../kit/peek.js";
import { type ResourceRule, resourceRule } from "../kit/rule.js";

const VAULTS = ["azure-native:keyvault:Vault"];

/** Rules about vaults. */
export const keyVaultRules: readonly ResourceRule[] = [
  resourceRule<VaultArgs>({
    name: "key-vault-rbac",
    title: "Vaults are opened by roles",
    description:
      "Access policies are given on the whole vault only, and whoever may change the vault may give them to himself.",
    types: VAULTS,
    level: "mandatory",
    severity: "high",
    remedy: "Set properties.enableRbacAuthorization to true and grant roles on single secrets.",
    same: { psrule: ["Azure.KeyVault.RBAC"], mcsb: "PA-7" },
    url: "https://learn.microsoft.com/azure/key-vault/general/rbac-guide",
    check: ({ props }) =>
      expectTrue("properties.enableRbacAuthorization", () => props.properties.enableRbacAuthorization),
  }),
  resourceRule<VaultArgs>({
    name: "key-vault-no-access-policies",
    title: "Vaults have no access policies",
    description: "With roles they do nothing, until somebody turns roles off; then they open the vault.",
    types: VAULTS,
    level: "mandatory",
    severity: "medium",
    remedy: "Take properties.accessPolicies out.",
    same: { psrule: ["Azure.KeyVault.AccessPolicy (AZR-000118)"], mcsb: "PA-7" },
    *check({ props }) {
      const list = peek(() => props.properties.accessPolicies);
      if (list.is === "unknown") yield unknown("properties.accessPolicies");
      else if (list.is === "value" && list.value.length > 0)
        yield violation(`It has ${list.value.length} access policies: expected none.`);
    },
  }),
  resourceRule<VaultArgs>({
    name: "key-vault-soft-delete",
    title: "Deleted vaults can be brought back",
    description: "Without soft delete one wrong command loses every secret for good.",
    types: VAULTS,
    level: "mandatory",
    severity: "high",
    remedy: "Leave properties.enableSoftDelete out, or set it to true.",
    same: { psrule: ["Azure.KeyVault.SoftDelete (AZR-000124)"], checkov: ["CKV_AZURE_111"], mcsb: "DP-8" },
    url: "https://learn.microsoft.com/azure/key-vault/general/soft-delete-overview",
    check: ({ props }) =>
      expectValue(() => props.properties.enableSoftDelete, {
        property: "properties.enableSoftDelete",
        is: (value) => value,
        expected: "true",
        mayBeAbsent: true,
      }),
  }),
  resourceRule<VaultArgs>({
    name: "key-vault-purge-protection",
    title: "Nobody purges a vault",
    description:
      "A deleted vault can be purged before its time by whoever may, and an intruder will. It cannot be turned off again: disable this rule for stacks that live for a day.",
    types: VAULTS,
    level: "mandatory",
    severity: "medium",
    remedy: "Set properties.enablePurgeProtection to true.",
    same: {
      psrule: ["Azure.KeyVault.PurgeProtect (AZR-000125)"],
      checkov: ["CKV_AZURE_42", "CKV_AZURE_110"],
      trivy: ["AZU-0016"],
      mcsb: "DP-8",
    },
    url: "https://learn.microsoft.com/azure/key-vault/general/soft-delete-overview#purge-protection",
    check: ({ props }) => expectTrue("properties.enablePurgeProtection", () => props.properties.enablePurgeProtection),
  }),
];
