/** Types of the program, each with inputs that the policy pack's rules have something to look at. */
const KINDS: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  "managedidentity:UserAssignedIdentity": { resourceName: "id" },
  "storage:StorageAccount": { allowSharedKeyAccess: false, minimumTlsVersion: "TLS1_2", sku: { name: "Standard_LRS" } },
  "storage:BlobContainer": { publicAccess: "None" },
  "web:WebApp": {
    httpsOnly: true,
    identity: { type: "UserAssigned", userAssignedIdentities: ["one"] },
    siteConfig: {
      minTlsVersion: "1.2",
      appSettings: Array.from({ length: 12 }, (_, index) => ({ name: `SETTING_${index}`, value: "a value" })),
    },
  },
  "web:WebAppFtpAllowed": { allow: false },
  "web:WebAppScmAllowed": { allow: false },
  "authorization:RoleAssignment": {
    principalType: "ServicePrincipal",
    roleDefinitionId: "/providers/Microsoft.Authorization/roleDefinitions/2a2b9908-6ea1-4ae2-8e65-a410df84e7d1",
  },
  "eventgrid:Topic": { disableLocalAuth: true, minimumTlsVersionAllowed: "1.2" },
  "eventgrid:EventSubscription": {
    destination: { endpointType: "AzureFunction", resourceId: "function" },
    deadLetterWithResourceIdentity: { identity: { type: "UserAssigned" }, deadLetterDestination: {} },
  },
  "keyvault:Vault": { properties: { enableRbacAuthorization: true } },
};

const GROUP = "/subscriptions/7c0ffee0-0000-4000-8000-0000000005b5/resourceGroups/rg/providers";

/** An exported state of so many resources, as `pulumi stack export` writes it. */
export function flatState(count: number): string {
  const kinds = Object.entries(KINDS);
  const resources = Array.from({ length: count }, (_, index) => {
    const [kind, inputs] = kinds[index % kinds.length] ?? ["", {}];
    const type = `azure-native:${kind}`;
    const urn = `urn:pulumi:bench::flat::${type}::${index}`;
    const id = `${GROUP}/${kind.replace(":", "/")}/${index}`;
    return { urn, custom: true, id, type, inputs, outputs: { ...inputs, id } };
  });
  return JSON.stringify({ version: 3, deployment: { manifest: {}, resources } });
}
