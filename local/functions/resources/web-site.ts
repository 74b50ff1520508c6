import type { Properties, Resource, ResourceType } from "../../shared/resource.js";
import type { Platform } from "../../shared/service.js";
import { parseArmId, sameId } from "../arm-id.js";
import { objectAt, stringAt } from "../declared.js";
import { errors } from "../errors.js";
import { hostNameOf, scmHostNameOf } from "../site.js";
import { checkFlexSite, identityIds } from "./flex-rules.js";
import { isFlex, SITES } from "./server-farm.js";

/** What a site's ARM actions and its end ask of the running app. */
export interface SiteControl {
  /** @throws AzureError 400 before the host is up. */
  listKeys(site: Resource): Properties;
  restart(site: Resource): void;
  remove(site: Resource): Promise<void>;
}

/** Addresses of documentation networks: nothing local goes out by them. */
const OUTBOUND_ADDRESSES = "192.0.2.10,192.0.2.11";
const SITE_NAME = /^(?=.{2,60}$)[a-z0-9]([a-z0-9-]*[a-z0-9])?$/i;

/**
 * Web apps and function apps.
 *
 * @see https://learn.microsoft.com/azure/templates/microsoft.web/sites
 */
export function webSite(
  platform: Pick<Platform, "resources" | "clock" | "misbehaviours">,
  control: SiteControl,
): ResourceType {
  return {
    type: SITES,
    put(declared) {
      if (platform.misbehaviours.strikes("conflict", declared.id)) throw errors.busy(platform.clock.now());
      const plan = check(platform, declared);
      return outputsOf(platform, declared, plan);
    },
    delete: (site) => control.remove(site),
    actions: {
      "host/default/listKeys": (site) => control.listKeys(site),
      syncfunctiontriggers: () => ({ status: "success" }),
      restart(site) {
        control.restart(site);
        return {};
      },
    },
  };
}

function check({ resources }: Pick<Platform, "resources">, declared: Omit<Resource, "outputs">): Resource | undefined {
  const { id, name, inputs } = declared;
  if (!SITE_NAME.test(name)) {
    throw errors.invalid(`Site.Name ${name}`, "Expected 2 to 60 letters, digits and hyphens, no hyphen at either end.");
  }
  const namesake = resources.list(SITES).find((site) => hostNameOf(site.name) === hostNameOf(name));
  if (namesake !== undefined && !sameId(namesake.id, id)) throw errors.nameTaken(name);

  const planId = stringAt(inputs, "serverFarmId");
  const plan = planId === undefined ? undefined : resources.get(planId);
  if (planId !== undefined && plan === undefined) {
    throw errors.notFound("ServerFarm", planId.split("/").at(-1) ?? planId);
  }
  const identity = objectAt(inputs, "identity");
  const type = stringAt(identity, "type") ?? "None";
  if (type.includes("SystemAssigned")) {
    throw errors.unsupported("Site.Identity.Type", type, "UserAssigned or None");
  }
  for (const wanted of identityIds(identity)) {
    if (resources.get(wanted) === undefined) throw errors.identityNotFound(id, wanted);
  }
  if (plan !== undefined && isFlex(plan)) checkFlexSite(inputs);
  return plan;
}

function outputsOf(
  { resources, clock }: Pick<Platform, "resources" | "clock">,
  { id, name, inputs }: Omit<Resource, "outputs">,
  plan: Resource | undefined,
): Properties {
  const { resourceGroupName: _, identity, siteConfig, cloningInfo: __, ...shown } = inputs;
  const hostName = hostNameOf(name);
  const scmHostName = scmHostNameOf(name);
  return {
    ...shown,
    name,
    type: SITES,
    kind: inputs.kind ?? "app",
    ...(identity === undefined ? {} : { identity: identityOutput(resources.get.bind(resources), objectAt(identity)) }),
    ...(siteConfig === undefined ? {} : { siteConfig: withoutSettings(objectAt(siteConfig)) }),
    state: "Running",
    enabled: inputs.enabled ?? true,
    availabilityState: "Normal",
    usageState: "Normal",
    defaultHostName: hostName,
    hostNames: [hostName],
    enabledHostNames: [hostName, scmHostName],
    hostNameSslStates: [
      { name: hostName, hostType: "Standard", sslState: "Disabled" },
      { name: scmHostName, hostType: "Repository", sslState: "Disabled" },
    ],
    httpsOnly: inputs.httpsOnly ?? false,
    reserved: inputs.reserved ?? objectAt(plan?.inputs).reserved ?? false,
    repositorySiteName: name,
    resourceGroup: parseArmId(id).resourceGroup,
    sku: stringAt(objectAt(plan?.inputs, "sku"), "tier") ?? "Dynamic",
    outboundIpAddresses: OUTBOUND_ADDRESSES,
    possibleOutboundIpAddresses: OUTBOUND_ADDRESSES,
    lastModifiedTimeUtc: clock.now().toISOString(),
  };
}

/** Azure never shows settings in a site: they may hold secrets. */
function withoutSettings({ appSettings: _, connectionStrings: __, ...rest }: Properties): Properties {
  return rest;
}

function identityOutput(get: (id: string) => Resource | undefined, identity: Properties): Properties {
  const ids = identityIds(identity);
  return {
    type: identity.type,
    ...(ids.length === 0
      ? {}
      : {
          userAssignedIdentities: Object.fromEntries(
            ids.map((id) => {
              const outputs = get(id)?.outputs;
              return [id, { principalId: outputs?.principalId, clientId: outputs?.clientId }];
            }),
          ),
        }),
  };
}
