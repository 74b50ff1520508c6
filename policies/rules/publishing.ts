import type { PolicyResource } from "@pulumi/policy";
import { type Finding, unknown, violation } from "../kit/finding.js";
import type { Graph } from "../kit/graph.js";
import { peek } from "../kit/peek.js";
import { type StackRule, stackRule } from "../kit/rule.js";

const SITE = "azure-native:web:WebApp";
const FTP = "azure-native:web:WebAppFtpAllowed";
const SCM = "azure-native:web:WebAppScmAllowed";
const AUTH = ["azure-native:web:WebAppAuthSettingsV2", "azure-native:web:WebAppAuthSettings"];

/** Rules about what has to stand beside a site. */
export const publishingRules: readonly StackRule[] = [
  stackRule({
    name: "web-basic-publishing-off",
    title: "Nobody publishes with a password",
    description:
      "Publishing by user name and password is on for a new site, and its credentials can be read with the right to its settings.",
    level: "mandatory",
    severity: "high",
    remedy: "Declare WebAppFtpAllowed and WebAppScmAllowed with allow: false for the site.",
    same: { mcsb: "IM-1" },
    url: "https://learn.microsoft.com/azure/app-service/configure-basic-auth-disable",
    *check(graph) {
      for (const token of [FTP, SCM]) {
        const what = token === FTP ? "FTP" : "the deployment endpoint";
        const bySite = companions(graph, token);
        for (const site of graph.ofType(SITE)) yield* closed(site, bySite.get(site), what);
      }
    },
  }),
  stackRule({
    name: "web-authentication",
    title: "Sites ask who is calling",
    description:
      "For sites that people call. Functions that are opened by keys or called by Event Grid do without, so that this is off by default.",
    level: "disabled",
    severity: "low",
    remedy: "Declare WebAppAuthSettingsV2 for the site.",
    same: { checkov: ["CKV_AZURE_13", "CKV_AZURE_56"], trivy: ["AZU-0003"] },
    *check(graph) {
      const withIt = new Set(AUTH.flatMap((token) => [...companions(graph, token).keys()]));
      for (const site of graph.ofType(SITE))
        if (!withIt.has(site)) yield violation(`${site.name} has no authentication settings.`, site.urn);
    },
  }),
];

/** Resources of a type by the site that they belong to. */
function companions(graph: Graph, token: string): Map<PolicyResource, PolicyResource> {
  const found = new Map<PolicyResource, PolicyResource>();
  for (const companion of graph.ofType(token)) {
    const site = graph.ownerOf(companion, SITE, "name");
    if (site !== undefined) found.set(site, companion);
  }
  return found;
}

function* closed(site: PolicyResource, companion: PolicyResource | undefined, what: string): Generator<Finding> {
  const allow = companion === undefined ? undefined : peek(() => companion.props.allow as boolean);
  if (allow?.is === "unknown") yield unknown(`what is allowed for ${what}`, site.urn);
  else if (allow?.is !== "value" || allow.value !== false)
    yield violation(`Publishing to ${site.name} with a password is not turned off for ${what}.`, site.urn);
}
