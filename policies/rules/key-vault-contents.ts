import type { KeyArgs } from "@pulumi/azure-native/keyvault/key.js";
import type { SecretArgs } from "@pulumi/azure-native/keyvault/secret.js";
import { expectValue } from "../kit/expect.js";
import { unknown, violation } from "../kit/finding.js";
import { peek } from "../kit/peek.js";
import { type ResourceRule, resourceRule } from "../kit/rule.js";

const SECRETS = ["azure-native:keyvault:Secret"];
const KEYS = ["azure-native:keyvault:Key"];

/** Rules about what lies in a vault. */
export const keyVaultContentRules: readonly ResourceRule[] = [
  resourceRule<SecretArgs>({
    name: "key-vault-secret-expires",
    title: "Secrets end",
    description: "A secret without an end is never changed: its owner forgets it, and whoever once saw it keeps it.",
    types: SECRETS,
    level: "mandatory",
    severity: "medium",
    remedy: "Set properties.attributes.expires, in seconds since 1970, and change the secret before.",
    same: { checkov: ["CKV_AZURE_41"], trivy: ["AZU-0017"], mcsb: "DP-6" },
    url: "https://learn.microsoft.com/azure/key-vault/secrets/secrets-best-practices",
    *check({ props }, { now }) {
      yield* expectValue(() => props.properties.attributes?.expires, {
        property: "properties.attributes.expires",
        is: (seconds) => seconds * 1000 > now.getTime(),
        expected: "a time to come",
      });
    },
  }),
  resourceRule<SecretArgs>({
    name: "key-vault-secret-is-secret",
    title: "A secret's value is a Pulumi secret",
    description: "Otherwise it stands in the stack's state as plain text.",
    types: SECRETS,
    seesSecrecy: true,
    level: "mandatory",
    severity: "critical",
    remedy: "Wrap the value in pulumi.secret, or take it from encrypted config.",
    same: { mcsb: "IM-8" },
    url: "https://www.pulumi.com/docs/iac/concepts/secrets/",
    *check({ props, secrecy }) {
      const value = peek(() => props.properties.value);
      if (value.is === "unknown") yield unknown("properties.value");
      if (value.is !== "value") return;
      const kept = secrecy("properties", "value");
      if (kept === "plain") yield violation("Its value is no Pulumi secret.");
      if (kept === "unseen")
        yield violation('Whether its value is a Pulumi secret can be seen at the level "remediate" alone.');
    },
  }),
  resourceRule<SecretArgs>({
    name: "key-vault-secret-content-type",
    title: "Secrets say what they are",
    description: "A content type tells the next person whether a secret is a password, a key or a document.",
    types: SECRETS,
    level: "advisory",
    severity: "low",
    remedy: "Set properties.contentType, e.g. text/plain.",
    same: { checkov: ["CKV_AZURE_114"], trivy: ["AZU-0015"] },
    check: ({ props }) =>
      expectValue(() => props.properties.contentType, {
        property: "properties.contentType",
        is: (value) => value !== "",
        expected: "a type of content",
      }),
  }),
  resourceRule<KeyArgs>({
    name: "key-vault-key-rotates",
    title: "Keys end or change by themselves",
    description: "A key that is used for ever lets one leak open everything it ever closed.",
    types: KEYS,
    level: "advisory",
    severity: "medium",
    remedy: "Set properties.rotationPolicy or properties.attributes.expires.",
    same: {
      psrule: ["Azure.KeyVault.AutoRotationPolicy (AZR-000123)"],
      checkov: ["CKV_AZURE_40", "CKV_AZURE_112"],
      trivy: ["AZU-0014"],
      mcsb: "DP-6",
    },
    *check({ props }) {
      const policy = peek(() => props.properties.rotationPolicy?.lifetimeActions);
      const expiry = peek(() => props.properties.attributes?.expires);
      if (policy.is === "unknown" || expiry.is === "unknown") yield unknown("properties");
      else if (policy.is === "absent" && expiry.is === "absent")
        yield violation("It has neither a rotation nor an end.");
    },
  }),
];
