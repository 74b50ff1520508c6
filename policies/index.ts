import type { Rule } from "./kit/rule.js";
import { appSettingRules } from "./rules/app-settings.js";
import { customRoleRules } from "./rules/custom-roles.js";
import { deadLetterGrantRules } from "./rules/dead-letter-grants.js";
import { diagnosticRules } from "./rules/diagnostics.js";
import { entraRules } from "./rules/entra.js";
import { eventGridTopicRules } from "./rules/event-grid-topics.js";
import { eventSubscriptionWebhookRules } from "./rules/event-subscription-webhooks.js";
import { eventSubscriptionRules } from "./rules/event-subscriptions.js";
import { federationRules } from "./rules/federation.js";
import { functionAppRules } from "./rules/function-apps.js";
import { generalRules } from "./rules/general.js";
import { identityRules } from "./rules/identities.js";
import { keyVaultRules } from "./rules/key-vault.js";
import { keyVaultContentRules } from "./rules/key-vault-contents.js";
import { monitoringRules } from "./rules/monitoring.js";
import { networkRules } from "./rules/network.js";
import { otherServiceRules } from "./rules/other-services.js";
import { publishingRules } from "./rules/publishing.js";
import { roleAssignmentRules } from "./rules/role-assignments.js";
import { roleScopeRules } from "./rules/role-scopes.js";
import { storageAccountRules } from "./rules/storage-accounts.js";
import { storageDataRules } from "./rules/storage-data.js";
import { webSiteRules } from "./rules/web-site.js";

/** Rules by subject, in the catalogue's order. */
export const subjects: Readonly<Record<string, readonly Rule[]>> = {
  "Roles and identities": [
    ...roleAssignmentRules,
    ...roleScopeRules,
    ...customRoleRules,
    ...identityRules,
    ...federationRules,
    ...entraRules,
  ],
  "Event Grid": [
    ...eventGridTopicRules,
    ...eventSubscriptionRules,
    ...eventSubscriptionWebhookRules,
    ...deadLetterGrantRules,
  ],
  Functions: [...webSiteRules, ...functionAppRules, ...appSettingRules, ...publishingRules],
  "Key Vault": [...keyVaultRules, ...keyVaultContentRules],
  Storage: [...storageAccountRules, ...storageDataRules],
  Monitoring: [...monitoringRules, ...diagnosticRules],
  "Everything else": [...otherServiceRules, ...generalRules],
  Network: [...networkRules],
};

/** Every rule of the pack. */
export const rules: readonly Rule[] = Object.values(subjects).flat();
