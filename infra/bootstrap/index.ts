import { getClientConfigOutput } from "@pulumi/azure-native/authorization/getClientConfig.js";
import { ResourceGroup } from "@pulumi/azure-native/resources/resourceGroup.js";
import { Provider as Directory } from "@pulumi/azuread/provider.js";
import { groupOf } from "../environments.js";
import { ApiApplication } from "./api-application.js";
import { CiIdentity } from "./ci-identity.js";
import { readConfig } from "./config.js";
import { identitiesOf, type Place } from "./identities.js";
import { requireLogin } from "./require-login.js";
import { ResourceProviders } from "./resource-providers.js";
import { Rights, type Scope } from "./rights.js";
import { administersState, rightsOf } from "./rights-of.js";
import { StateKeys } from "./state-keys.js";
import { BOOTSTRAP, containerOf, stateNames } from "./state-names.js";
import { StateStore } from "./state-store.js";
import { gitHubSettings } from "./variables.js";

const config = readConfig();
const { location, tenantId, subscriptionId, places, repository, subjects } = config;
// A right that is deleted by mistake locks out whoever would mend it, so that everything is protected.
const { protect } = config;
const login = requireLogin(config, getClientConfigOutput());
const names = stateNames(subscriptionId, config.uniqueness);
const { guid } = names;

// A subscription that knows every kind of resource; nothing else is made before.
const dependsOn = [new ResourceProviders("providers", { subscriptionId }, { protect })];

// A group for each environment, and one for the state of all.
const tagsOf = (environment: string) => ({ app: "gridwire", environment, owner: config.owner });
const groupNamed = (resourceGroupName: string, label: string) =>
  new ResourceGroup(`${label}-group`, { resourceGroupName, location, tags: tagsOf(label) }, { protect, dependsOn });
const groups = new Map(places.map((place) => [place, groupNamed(groupOf(place), place)]));
const stateGroup = groupNamed(names.group, "state");

// Where state is kept, and what its secrets are encrypted with: one of each for every environment, and for this stack.
const kept = [BOOTSTRAP, ...places];
const ground = {
  group: stateGroup.name,
  location,
  tags: tagsOf("state"),
  names: names.all,
  tenantId,
  subscriptionId,
};
const { stateRetentionDays: retentionDays, purgeProtection, softDeleteRetentionDays } = config;
const store = new StateStore(
  "state",
  { ground, accountName: names.account, containers: kept.map(containerOf), retentionDays },
  { protect },
);
const keys = new StateKeys(
  "keys",
  { ground, vaultName: names.vault, keys: kept, purgeProtection, softDeleteRetentionDays },
  { protect },
);

// The directory is the tenant's that the config names, whichever the login was used for last.
const inDirectory = { protect, providers: { azuread: new Directory("directory", { tenantId }) } };

// Who CI is: it deploys or previews one environment, and reaches no other.
const scopesOf = (place: Place) => ({
  group: groupScope(place),
  container: store.container(containerOf(place)),
  key: keys.key(place),
});
const identities = identitiesOf(places).map((identity) => {
  const { clientId, principal } = new CiIdentity({ identity, repository, subjects }, inDirectory);
  const rights = rightsOf(identity, scopesOf(identity.place));
  new Rights(`${identity.name}-rights`, { principal, rights, subscriptionId, guid }, { protect });
  return { identity, clientId, principal };
});

// Who keeps all this, and makes the stacks.
const administrator = {
  label: "administrator",
  objectId: config.administratorId ?? login.objectId,
  type: config.administratorType,
};
const rights = kept.flatMap((name) =>
  administersState(name, { container: store.container(containerOf(name)), key: keys.key(name) }),
);
new Rights("administrator-rights", { principal: administrator, rights, subscriptionId, guid }, { protect });

// The API of each environment, for Entra; its smoke test may call it.
const apiApplications = places.map((place) => {
  const callers = identities
    .filter(({ identity }) => identity.place === place && identity.purpose === "deploy")
    .map(({ identity, principal }) => ({ name: identity.name, objectId: principal.objectId }));
  const { clientId, uri, roleIds } = new ApiApplication({ place, callers, guid }, inDirectory);
  return [place, { clientId, uri, roleIds }] as const;
});

export const stateAccount = names.account;
export const stateVault = names.vault;
export const apis = Object.fromEntries(apiApplications);
export const gitHub = gitHubSettings(identities, config, names, apis);

function groupScope(place: Place): Scope {
  const group = groups.get(place);
  if (group === undefined) throw new Error(`no group for "${place}": expected one of ${places.join(", ")}`);
  return { id: group.id, label: groupOf(place), target: group };
}
