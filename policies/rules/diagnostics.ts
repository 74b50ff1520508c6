import { violation } from "../kit/finding.js";
import { known } from "../kit/peek.js";
import { type StackRule, stackRule } from "../kit/rule.js";

const SETTING = "azure-native:monitor:DiagnosticSetting";
const VAULT = "azure-native:keyvault:Vault";

/** Rules about who writes down what happened. */
export const diagnosticRules: readonly StackRule[] = [
  withSetting({
    name: "key-vault-logs",
    title: "Vaults write down who read what",
    description: "Without audit logs nobody can tell which secrets an intruder has seen.",
    severity: "high",
    level: "mandatory",
    same: { psrule: ["Azure.KeyVault.Logs (AZR-000119)"], mcsb: "LT-3" },
    types: [VAULT],
  }),
  withSetting({
    name: "diagnostic-settings",
    title: "Resources send their logs",
    description: "Logs that are sent nowhere are not there when they are needed.",
    severity: "low",
    level: "advisory",
    same: {
      checkov: ["CKV_AZURE_33", "CKV_AZURE_63", "CKV_AZURE_65", "CKV_AZURE_66"],
      trivy: ["AZU-0009"],
      mcsb: "LT-3",
    },
    types: ["azure-native:eventgrid:Topic", "azure-native:web:WebApp", "azure-native:storage:StorageAccount"],
  }),
];

type About = Pick<StackRule, "name" | "title" | "description" | "severity" | "level"> & {
  readonly same: NonNullable<StackRule["same"]>;
  readonly types: readonly string[];
};

/** A rule that wants a diagnostic setting with a log beside each resource of some types. */
function withSetting({ types, ...about }: About): StackRule {
  return stackRule({
    ...about,
    remedy:
      "Declare monitor.DiagnosticSetting with its id as resourceUri, a workspace and the logs (categoryGroup audit or allLogs).",
    url: "https://learn.microsoft.com/azure/azure-monitor/platform/diagnostic-settings",
    settings: {
      types: {
        description: "Type tokens of what has to have one",
        type: "array",
        items: { type: "string" },
        default: [...types],
      },
    },
    *check(graph, { settings }) {
      const wanted = settings.types as readonly string[];
      const logged = new Set(
        graph.ofType(SETTING).flatMap((setting) => {
          const logs = known(() => setting.props.logs as readonly { readonly enabled?: boolean }[]) ?? [];
          if (!logs.some((_, index) => known(() => logs[index]?.enabled) === true)) return [];
          const uri = () => [resourceOf(setting.props.resourceUri as string)];
          return graph.leadsTo(setting, "resourceUri", wanted, uri);
        }),
      );
      for (const resource of graph.ofType(...wanted))
        if (!logged.has(resource)) yield violation(`${resource.name} has no diagnostic setting.`, resource.urn);
    },
  });
}

/** Logs of blobs, queues and tables are those of a service below the account. */
const resourceOf = (uri: string): string => uri.replace(/\/(blob|queue|table|file)Services\/default$/i, "");
