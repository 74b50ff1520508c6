import type { WebAppArgs } from "@pulumi/azure-native/web/webApp.js";
import { unknown, violation } from "../kit/finding.js";
import { known, peek } from "../kit/peek.js";
import { type ResourceRule, resourceRule } from "../kit/rule.js";
import { SITES } from "./web-site.js";

/** Rules about what a function app is and runs as. */
export const functionAppRules: readonly ResourceRule[] = [
  resourceRule<WebAppArgs>({
    name: "web-one-identity",
    title: "A site has one identity, made for it",
    description:
      "A user-assigned identity can be given its roles before the site exists; with a second one beside it nobody can tell which of them has which rights.",
    types: SITES,
    level: "mandatory",
    severity: "high",
    remedy: 'Set identity to type "UserAssigned" with one identity that no other app has.',
    same: {
      psrule: ["Azure.AppService.ManagedIdentity (AZR-000082)"],
      checkov: ["CKV_AZURE_16", "CKV_AZURE_71"],
      trivy: ["AZU-0002"],
      mcsb: "IM-3",
    },
    url: "https://learn.microsoft.com/entra/identity/managed-identities-azure-resources/managed-identity-best-practice-recommendations",
    *check({ props }) {
      const kind = peek(() => props.identity?.type);
      if (kind.is === "unknown") yield unknown("identity.type");
      else if (kind.is === "absent" || kind.value === "None") yield violation("It has no identity.");
      else if (kind.value !== "UserAssigned")
        yield violation("It has an identity of its own, which exists only once the site does.");
      else {
        const ids = peek(() => props.identity?.userAssignedIdentities);
        if (ids.is === "unknown") yield unknown("identity.userAssignedIdentities");
        const count = ids.is === "value" ? Object.keys(ids.value).length : 0;
        if (ids.is !== "unknown" && count !== 1)
          yield violation(`It has ${count} user-assigned identities: expected one.`);
      }
    },
  }),
  resourceRule<WebAppArgs>({
    name: "function-app-runtime",
    title: "Function apps run on a supported runtime",
    description: "A runtime past its end gets no fixes, and in time no support of the platform.",
    types: SITES,
    level: "mandatory",
    severity: "high",
    remedy:
      "Set functionAppConfig.runtime (Flex Consumption) or siteConfig.linuxFxVersion to a version in the configured list.",
    same: {
      psrule: ["Azure.AppService.NodeJsVersion"],
      checkov: ["CKV_AZURE_80", "CKV_AZURE_81", "CKV_AZURE_82", "CKV_AZURE_83"],
      mcsb: "PV-2",
    },
    url: "https://learn.microsoft.com/azure/azure-functions/supported-languages",
    settings: {
      supported: {
        description: "Versions by runtime; a runtime that is not named passes",
        type: "object",
        default: { node: ["22", "24"] },
        additionalProperties: { type: "array", items: { type: "string" } },
      },
    },
    *check({ props }, { settings }) {
      const runtime = peek(() => props.functionAppConfig?.runtime);
      const stack = peek(() => props.siteConfig?.linuxFxVersion);
      if (runtime.is === "unknown") yield unknown("functionAppConfig.runtime");
      const [name, version] =
        runtime.is === "value"
          ? [known(() => runtime.value.name), known(() => runtime.value.version)]
          : (stack.is === "value" ? stack.value : "").toLowerCase().split("|");
      const supported = (settings.supported as Record<string, string[] | undefined>)[name ?? ""];
      if (supported !== undefined && version !== undefined && !supported.includes(version))
        yield violation(`It runs on ${name} ${version}: expected ${supported.join(" or ")}.`);
    },
  }),
  resourceRule<WebAppArgs>({
    name: "function-app-package-with-identity",
    title: "Function apps fetch their code with an identity",
    description: "Fetched with a connection string, whoever reads the app's settings can replace its code.",
    types: SITES,
    level: "mandatory",
    severity: "high",
    remedy: 'Set functionAppConfig.deployment.storage.authentication.type to "UserAssignedIdentity".',
    same: { mcsb: "IM-3" },
    url: "https://learn.microsoft.com/azure/azure-functions/flex-consumption-how-to",
    *check({ props }) {
      const kind = peek(() => props.functionAppConfig?.deployment?.storage?.authentication?.type);
      if (kind.is === "unknown") yield unknown("functionAppConfig.deployment.storage.authentication.type");
      else if (kind.is === "value" && kind.value === "StorageAccountConnectionString")
        yield violation("Its code is fetched with a connection string.");
    },
  }),
  resourceRule<WebAppArgs>({
    name: "web-key-vault-reference-identity",
    title: "References to Key Vault name their identity",
    description:
      "A reference is looked up with the site's own identity unless another is named; a site that has only a user-assigned one then gets the reference's text as its value.",
    types: SITES,
    level: "mandatory",
    severity: "medium",
    remedy: "Set keyVaultReferenceIdentity to the id of the user-assigned identity.",
    url: "https://learn.microsoft.com/azure/app-service/app-service-key-vault-references",
    *check({ props }) {
      const list = peek(() => props.siteConfig?.appSettings);
      if (list.is === "unknown") yield unknown("siteConfig.appSettings");
      if (list.is !== "value") return;
      const hasReference = list.value.some((_, index) =>
        known(() => list.value[index]?.value)?.startsWith("@Microsoft.KeyVault("),
      );
      if (!hasReference || known(() => props.identity?.type) !== "UserAssigned") return;
      const named = [
        peek(() => props.keyVaultReferenceIdentity),
        peek(() => props.siteConfig?.keyVaultReferenceIdentity),
      ];
      if (named.every((one) => one.is === "absent"))
        yield violation("It refers to Key Vault and names no identity to do so.");
    },
  }),
];
