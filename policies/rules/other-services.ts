import { expectValue } from "../kit/expect.js";
import { type ResourceRule, resourceRule } from "../kit/rule.js";

/** By type: the property that closes the service to keys, and the value that does. */
const LOCAL_AUTH: Readonly<
  Record<string, { readonly property: string; readonly closed: boolean; readonly open?: true }>
> = {
  "azure-native:servicebus:Namespace": { property: "disableLocalAuth", closed: true },
  "azure-native:eventhub:Namespace": { property: "disableLocalAuth", closed: true },
  "azure-native:appconfiguration:ConfigurationStore": { property: "disableLocalAuth", closed: true },
  "azure-native:cosmosdb:DatabaseAccount": { property: "disableLocalAuth", closed: true },
  "azure-native:signalrservice:SignalR": { property: "disableLocalAuth", closed: true },
  "azure-native:search:Service": { property: "disableLocalAuth", closed: true },
  "azure-native:automation:AutomationAccount": { property: "disableLocalAuth", closed: true },
  "azure-native:redis:Redis": { property: "disableAccessKeyAuthentication", closed: true },
  // Left out, it is off.
  "azure-native:containerregistry:Registry": { property: "adminUserEnabled", closed: false, open: true },
};

/** Rules about services that event-driven systems have beside those of this repository. */
export const otherServiceRules: readonly ResourceRule[] = [
  resourceRule<Readonly<Record<string, boolean>>>({
    name: "local-auth-off",
    title: "Services take tokens only",
    description:
      "Service Bus, Event Hubs, Cosmos DB, App Configuration and their like have keys, which open everything and belong to nobody.",
    types: Object.keys(LOCAL_AUTH),
    level: "mandatory",
    severity: "high",
    remedy: "Turn keys off and grant data roles.",
    same: {
      psrule: [
        "Azure.ServiceBus.DisableLocalAuth",
        "Azure.EventHub.DisableLocalAuth",
        "Azure.AppConfig.DisableLocalAuth",
        "Azure.Cosmos.DisableLocalAuth",
      ],
      checkov: ["CKV_AZURE_203", "CKV_AZURE_184", "CKV_AZURE_140"],
      mcsb: "IM-1",
    },
    *check({ type, props }) {
      const local = LOCAL_AUTH[type];
      if (local === undefined) return;
      const { property, closed, open } = local;
      yield* expectValue(() => props[property], {
        property,
        is: (value) => value === closed,
        expected: String(closed),
        mayBeAbsent: open === true,
      });
    },
  }),
];
