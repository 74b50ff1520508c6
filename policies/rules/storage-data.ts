import type { BlobContainerArgs } from "@pulumi/azure-native/storage/blobContainer.js";
import type { PolicyResource } from "@pulumi/policy";
import { expectValue } from "../kit/expect.js";
import { unknown, violation } from "../kit/finding.js";
import type { Graph } from "../kit/graph.js";
import { known, peek } from "../kit/peek.js";
import { type Rule, resourceRule, stackRule } from "../kit/rule.js";

const ACCOUNT = "azure-native:storage:StorageAccount";
const CONTAINER = "azure-native:storage:BlobContainer";
const BLOBS = "azure-native:storage:BlobServiceProperties";
const SITE = "azure-native:web:WebApp";

/** Rules about what lies in a storage account. */
export const storageDataRules: readonly Rule[] = [
  resourceRule<BlobContainerArgs>({
    name: "storage-container-private",
    title: "Containers are private",
    description: "A public container is read by everybody who guesses its name.",
    types: [CONTAINER],
    level: "mandatory",
    severity: "high",
    remedy: 'Leave publicAccess out, or set it to "None".',
    same: {
      psrule: ["Azure.Storage.BlobAccessType (AZR-000199)"],
      checkov: ["CKV_AZURE_34"],
      trivy: ["AZU-0007"],
      mcsb: "NS-2",
    },
    check: ({ props }) =>
      expectValue(() => props.publicAccess, {
        property: "publicAccess",
        is: (value) => value === "None",
        expected: "None",
        mayBeAbsent: true,
      }),
  }),
  stackRule({
    name: "storage-soft-delete",
    title: "Deleted blobs and containers can be brought back",
    description:
      "Without soft delete one wrong call loses them. Accounts that hold but the packages of a function app are left out: those are built again.",
    level: "mandatory",
    severity: "medium",
    remedy:
      "Declare BlobServiceProperties with deleteRetentionPolicy and containerDeleteRetentionPolicy enabled for the account.",
    same: {
      psrule: ["Azure.Storage.SoftDelete (AZR-000197)", "Azure.Storage.ContainerSoftDelete"],
      checkov: ["CKV2_AZURE_38"],
      trivy: ["AZU-0056"],
      mcsb: "BR-2",
    },
    url: "https://learn.microsoft.com/azure/storage/blobs/soft-delete-blob-overview",
    *check(graph) {
      const packages = packageAddresses(graph);
      const settings = new Map(graph.ofType(BLOBS).map((one) => [graph.ownerOf(one, ACCOUNT, "accountName"), one]));
      for (const account of accountsWithData(graph, packages)) {
        const blobs = settings.get(account);
        for (const policy of ["deleteRetentionPolicy", "containerDeleteRetentionPolicy"] as const) {
          const enabled = peek(() => blobs?.props[policy]?.enabled as boolean | undefined);
          if (enabled.is === "unknown") yield unknown(policy, account.urn);
          else if (enabled.is === "absent" || !enabled.value)
            yield violation(`${account.name} holds blobs, and its ${policy} is not enabled.`, account.urn);
        }
      }
    },
  }),
];

/** e.g. `https://account.blob.core.windows.net/packages`, in lower case. */
const packageAddresses = (graph: Graph): ReadonlySet<string> =>
  new Set(
    graph.ofType(SITE).flatMap((site) => {
      const address = known(() => site.props.functionAppConfig?.deployment?.storage?.value as string);
      return address === undefined ? [] : [address.toLowerCase()];
    }),
  );

/** Accounts with a container that is not the package container of some app. */
function accountsWithData(graph: Graph, packages: ReadonlySet<string>): Set<PolicyResource> {
  const accounts = new Set<PolicyResource>();
  for (const container of graph.ofType(CONTAINER)) {
    const account = graph.ownerOf(container, ACCOUNT, "accountName");
    if (account === undefined) continue;
    const host = known(() => (account.props.accountName ?? account.props.name) as string);
    const name = known(() => (container.props.containerName ?? container.props.name) as string);
    if (!packages.has(`https://${host}.blob.core.windows.net/${name}`.toLowerCase())) accounts.add(account);
  }
  return accounts;
}
