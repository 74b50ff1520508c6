import type { TopicArgs } from "@pulumi/azure-native/eventgrid/topic.js";
import { expectOneOf, expectTrue } from "../kit/expect.js";
import { unknown, violation } from "../kit/finding.js";
import { known, peek } from "../kit/peek.js";
import { type ResourceRule, resourceRule } from "../kit/rule.js";

const TOPIC = "azure-native:eventgrid:Topic";
const DOMAIN = "azure-native:eventgrid:Domain";
const SYSTEM_TOPIC = "azure-native:eventgrid:SystemTopic";
const PARTNERS = "azure-native:eventgrid:PartnerNamespace";
const NAMESPACE = "azure-native:eventgrid:Namespace";

/** Rules about what events are published to. */
export const eventGridTopicRules: readonly ResourceRule[] = [
  resourceRule<Pick<TopicArgs, "disableLocalAuth">>({
    name: "event-grid-local-auth-off",
    title: "Topics take tokens only",
    description: "An access key of a topic lets whoever has it publish, from anywhere and under no name.",
    types: [TOPIC, DOMAIN, PARTNERS],
    level: "mandatory",
    severity: "high",
    remedy: "Set disableLocalAuth to true and give publishers the role EventGrid Data Sender on the topic.",
    same: {
      psrule: ["Azure.EventGrid.DisableLocalAuth (AZR-000100)"],
      checkov: ["CKV_AZURE_192", "CKV_AZURE_195"],
      mcsb: "IM-1",
    },
    url: "https://learn.microsoft.com/azure/event-grid/authenticate-with-microsoft-entra-id",
    check: ({ props }) => expectTrue("disableLocalAuth", () => props.disableLocalAuth),
  }),
  resourceRule<Pick<TopicArgs, "minimumTlsVersionAllowed">>({
    name: "event-grid-minimum-tls",
    title: "Topics take TLS 1.2 or newer",
    description: "Left alone, a topic takes connections from TLS 1.0 on.",
    types: [TOPIC, DOMAIN, PARTNERS, NAMESPACE],
    level: "mandatory",
    severity: "high",
    remedy: 'Set minimumTlsVersionAllowed to "1.2".',
    same: { psrule: ["Azure.EventGrid.TopicTLS"], mcsb: "DP-3" },
    url: "https://learn.microsoft.com/azure/event-grid/transport-layer-security-configure-minimum-version",
    check: ({ props }) => expectOneOf("minimumTlsVersionAllowed", () => props.minimumTlsVersionAllowed, ["1.2", "1.3"]),
  }),
  resourceRule<Pick<TopicArgs, "identity" | "location">>({
    name: "event-grid-managed-identity",
    title: "Topics have an identity",
    description: "Without an identity a topic can deliver and set events aside only with keys of its destinations.",
    types: [TOPIC, DOMAIN, SYSTEM_TOPIC],
    level: "mandatory",
    severity: "medium",
    remedy: "Give it an identity, user-assigned so that its roles can exist before it does.",
    same: {
      psrule: ["Azure.EventGrid.ManagedIdentity (AZR-000099)"],
      checkov: ["CKV_AZURE_191", "CKV_AZURE_194"],
      mcsb: "IM-3",
    },
    url: "https://learn.microsoft.com/azure/event-grid/managed-service-identity",
    *check({ type, props }) {
      // A system topic of a global source cannot have one.
      if (type === SYSTEM_TOPIC && known(() => props.location) === "global") return;
      const kind = peek(() => props.identity?.type);
      if (kind.is === "unknown") yield unknown("identity.type");
      else if (kind.is === "absent" || !/assigned/i.test(kind.value)) yield violation("It has no identity.");
    },
  }),
];
