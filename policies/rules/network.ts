import { type Finding, unknown, violation } from "../kit/finding.js";
import { type Peeked, peek } from "../kit/peek.js";
import { type ResourceRule, type Rule, resourceRule, stackRule } from "../kit/rule.js";

const ENDPOINT = "azure-native:network:PrivateEndpoint";
const PAGE = "https://learn.microsoft.com/azure/private-link/private-endpoint-overview";

/** Properties of the network, wherever a type has them. */
interface Reachable {
  readonly publicNetworkAccess?: string;
  readonly inboundIpRules?: readonly unknown[];
  readonly networkRuleSet?: { readonly defaultAction?: string };
  readonly siteConfig?: { readonly ipSecurityRestrictionsDefaultAction?: string };
  readonly publicNetworkAccessForIngestion?: string;
  readonly publicNetworkAccessForQuery?: string;
  readonly properties?: {
    readonly publicNetworkAccess?: string;
    readonly networkAcls?: { readonly defaultAction?: string };
  };
}

/** Rules about networks. All are off by default: docs/decisions/0010-network-rules-off-by-default.md. */
export const networkRules: readonly Rule[] = [
  networkRule({
    name: "network-event-grid",
    title: "Topics are closed to the internet",
    types: ["azure-native:eventgrid:Topic", "azure-native:eventgrid:Domain"],
    remedy: 'Set publicNetworkAccess to "Disabled", or list inboundIpRules.',
    same: {
      psrule: ["Azure.EventGrid.TopicPublicAccess (AZR-000098)"],
      checkov: ["CKV_AZURE_193", "CKV_AZURE_106"],
      mcsb: "NS-2",
    },
    check: ({ props }) => (peek(() => props.inboundIpRules?.length).is === "absent" ? closedAtAll(props) : []),
  }),
  networkRule({
    name: "network-key-vault",
    title: "Vaults are closed to the internet",
    types: ["azure-native:keyvault:Vault"],
    remedy: 'Set properties.publicNetworkAccess to "disabled", or properties.networkAcls.defaultAction to "Deny".',
    same: {
      psrule: ["Azure.KeyVault.Firewall"],
      checkov: ["CKV_AZURE_109", "CKV_AZURE_189"],
      trivy: ["AZU-0013"],
      mcsb: "NS-2",
    },
    check: ({ props }) =>
      either(
        closed(
          "properties.publicNetworkAccess",
          peek(() => props.properties?.publicNetworkAccess),
          "Disabled",
        ),
        closed(
          "properties.networkAcls.defaultAction",
          peek(() => props.properties?.networkAcls?.defaultAction),
          "Deny",
        ),
      ),
  }),
  networkRule({
    name: "network-storage",
    title: "Accounts are closed to the internet",
    types: ["azure-native:storage:StorageAccount"],
    remedy: 'Set publicNetworkAccess to "Disabled", or networkRuleSet.defaultAction to "Deny".',
    same: {
      psrule: ["Azure.Storage.Firewall (AZR-000202)"],
      checkov: ["CKV_AZURE_35"],
      trivy: ["AZU-0012"],
      mcsb: "NS-2",
    },
    check: ({ props }) =>
      either(
        closedAtAll(props),
        closed(
          "networkRuleSet.defaultAction",
          peek(() => props.networkRuleSet?.defaultAction),
          "Deny",
        ),
      ),
  }),
  networkRule({
    name: "network-web",
    title: "Sites are closed to the internet",
    types: ["azure-native:web:WebApp"],
    remedy: 'Set publicNetworkAccess to "Disabled", or siteConfig.ipSecurityRestrictionsDefaultAction to "Deny".',
    same: { checkov: ["CKV_AZURE_221", "CKV_AZURE_222"], mcsb: "NS-2" },
    check: ({ props }) =>
      either(
        closedAtAll(props),
        closed(
          "siteConfig.ipSecurityRestrictionsDefaultAction",
          peek(() => props.siteConfig?.ipSecurityRestrictionsDefaultAction),
          "Deny",
        ),
      ),
  }),
  networkRule({
    name: "network-monitoring",
    title: "Telemetry stays off the internet",
    types: ["azure-native:applicationinsights:Component", "azure-native:operationalinsights:Workspace"],
    remedy: 'Set publicNetworkAccessForIngestion and publicNetworkAccessForQuery to "Disabled".',
    same: { mcsb: "NS-2" },
    *check({ props }) {
      for (const property of ["publicNetworkAccessForIngestion", "publicNetworkAccessForQuery"] as const)
        yield* closed(
          property,
          peek(() => props[property]),
          "Disabled",
        );
    },
  }),
  stackRule({
    name: "network-private-endpoints",
    title: "Vaults and accounts have a private endpoint",
    description: "Reached over a private address, traffic does not leave the virtual network.",
    level: "disabled",
    severity: "medium",
    remedy: "Declare network.PrivateEndpoint with its id as privateLinkServiceId.",
    same: { checkov: ["CKV2_AZURE_32", "CKV2_AZURE_33"], mcsb: "NS-2" },
    url: PAGE,
    settings: {
      types: {
        description: "Type tokens of what has to have one",
        type: "array",
        items: { type: "string" },
        default: ["azure-native:keyvault:Vault", "azure-native:storage:StorageAccount"],
      },
    },
    *check(graph, { settings }) {
      const types = settings.types as readonly string[];
      const linked = new Set(
        graph
          .ofType(ENDPOINT)
          .flatMap((endpoint) =>
            graph.leadsTo(endpoint, "privateLinkServiceConnections", types, () => [
              endpoint.props.privateLinkServiceConnections?.[0]?.privateLinkServiceId as string,
            ]),
          ),
      );
      for (const resource of graph.ofType(...types))
        if (!linked.has(resource)) yield violation(`${resource.name} has no private endpoint.`, resource.urn);
    },
  }),
];

type About = Pick<ResourceRule, "name" | "title" | "remedy" | "same"> & {
  readonly types: readonly string[];
  readonly check: Parameters<typeof resourceRule<Reachable>>[0]["check"];
};

function networkRule(about: About): ResourceRule {
  return resourceRule<Reachable>({
    ...about,
    description: "Whoever gets hold of a token can then use it only from within one's own networks.",
    level: "disabled",
    severity: "medium",
    url: PAGE,
  });
}

/** By the property that most types have at the top. */
const closedAtAll = (props: Reachable): Generator<Finding> =>
  closed(
    "publicNetworkAccess",
    peek(() => props.publicNetworkAccess),
    "Disabled",
  );

function* closed(property: string, found: Peeked<string>, wanted: string): Generator<Finding> {
  if (found.is === "unknown") yield unknown(property);
  else if (found.is === "absent" || found.value.toLowerCase() !== wanted.toLowerCase())
    yield violation(`${property} is not "${wanted}".`);
}

/** Nothing when one of the two is in order, else what the first found. */
function either(one: Iterable<Finding>, other: Iterable<Finding>): Finding[] {
  const first = [...one];
  const second = [...other];
  return first.length === 0 || second.length === 0 ? [] : first;
}
