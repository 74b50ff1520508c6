/** How a kind of resource may be called. */
export interface Named {
  /** The input that names it. */
  readonly property: string;
  readonly takes: RegExp;
  readonly expected: string;
}

/**
 * Names by type token.
 *
 * @see https://learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules
 */
export const NAMES: Readonly<Record<string, Named>> = {
  "azure-native:storage:StorageAccount": {
    property: "accountName",
    takes: /^[a-z0-9]{3,24}$/,
    expected: "3 to 24 lower-case letters and digits",
  },
  "azure-native:storage:BlobContainer": {
    property: "containerName",
    takes: /^(?!.*--)[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$|^\$(web|root|logs)$/,
    expected: "3 to 63 lower-case letters, digits and single hyphens",
  },
  "azure-native:storage:Table": {
    property: "tableName",
    takes: /^[A-Za-z][A-Za-z0-9]{2,62}$/,
    expected: "3 to 63 letters and digits, a letter first",
  },
  "azure-native:keyvault:Vault": {
    property: "vaultName",
    takes: /^(?!.*--)[A-Za-z][A-Za-z0-9-]{1,22}[A-Za-z0-9]$/,
    expected: "3 to 24 letters, digits and single hyphens, a letter first",
  },
  "azure-native:keyvault:Secret": {
    property: "secretName",
    takes: /^[A-Za-z0-9-]{1,127}$/,
    expected: "1 to 127 letters, digits and hyphens",
  },
  "azure-native:eventgrid:Topic": {
    property: "topicName",
    takes: /^[A-Za-z0-9-]{3,50}$/,
    expected: "3 to 50 letters, digits and hyphens",
  },
  "azure-native:eventgrid:EventSubscription": {
    property: "eventSubscriptionName",
    takes: /^[A-Za-z0-9-]{3,64}$/,
    expected: "3 to 64 letters, digits and hyphens",
  },
  "azure-native:web:WebApp": {
    property: "name",
    takes: /^[A-Za-z0-9][A-Za-z0-9-]{0,58}[A-Za-z0-9]$/,
    expected: "2 to 60 letters, digits and hyphens",
  },
  "azure-native:managedidentity:UserAssignedIdentity": {
    property: "resourceName",
    takes: /^[A-Za-z0-9][A-Za-z0-9_-]{2,127}$/,
    expected: "3 to 128 letters, digits, hyphens and underscores",
  },
  "azure-native:operationalinsights:Workspace": {
    property: "workspaceName",
    takes: /^[A-Za-z0-9][A-Za-z0-9-]{2,61}[A-Za-z0-9]$/,
    expected: "4 to 63 letters, digits and hyphens",
  },
  "azure-native:applicationinsights:Component": {
    property: "resourceName",
    takes: /^[^%&\\?/]{1,260}(?<![. ])$/,
    expected: "1 to 260 characters without % & \\ ? /",
  },
  "azure-native:monitor:ActionGroup": {
    property: "actionGroupName",
    takes: /^[^:<>+/&%\\?]{1,260}(?<![. ])$/,
    expected: "1 to 260 characters without : < > + / & % \\ ?, no period or space at the end",
  },
  "azure-native:monitor:MetricAlert": {
    property: "ruleName",
    takes: /^[^*#&+:<>?@%{}\\/]{1,260}(?<![. ])$/,
    expected: "1 to 260 characters without * # & + : < > ? @ % { } \\ /, no period or space at the end",
  },
};
