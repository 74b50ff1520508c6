import { unknown, violation } from "../kit/finding.js";
import { known, peek } from "../kit/peek.js";
import { type ResourceRule, resourceRule } from "../kit/rule.js";
import { NAMES } from "./names.js";

/** Types with tags that a stack of this kind has. */
const TAGGED = [
  "azure-native:resources:ResourceGroup",
  "azure-native:storage:StorageAccount",
  "azure-native:keyvault:Vault",
  "azure-native:eventgrid:Topic",
  "azure-native:eventgrid:Domain",
  "azure-native:eventgrid:SystemTopic",
  "azure-native:web:WebApp",
  "azure-native:web:AppServicePlan",
  "azure-native:operationalinsights:Workspace",
  "azure-native:applicationinsights:Component",
  "azure-native:managedidentity:UserAssignedIdentity",
  "azure-native:monitor:ActionGroup",
  "azure-native:monitor:MetricAlert",
  "azure-native:servicebus:Namespace",
  "azure-native:eventhub:Namespace",
  "azure-native:cosmosdb:DatabaseAccount",
];

type Texts = Readonly<Record<string, string>>;

const words = (description: string, byDefault: readonly string[]) =>
  ({ description, type: "array", items: { type: "string" }, default: [...byDefault] }) as const;

/** Rules about resources of any kind. */
export const generalRules: readonly ResourceRule[] = [
  resourceRule<{ readonly tags?: Readonly<Record<string, string>> }>({
    name: "tags",
    title: "Resources say whose they are",
    description: "Without tags nobody knows whom to ask before something is changed or removed.",
    types: TAGGED,
    level: "advisory",
    severity: "low",
    remedy: "Set the tags of the configured list.",
    same: { psrule: ["Azure.Resource.UseTags"], mcsb: "AM-1" },
    settings: { required: words("Names of tags that have to be there", ["environment", "owner"]) },
    *check({ props }, { settings }) {
      const tags = peek(() => props.tags);
      if (tags.is === "unknown") {
        yield unknown("tags");
        return;
      }
      const missing = (settings.required as string[]).filter((name) => tags.is === "absent" || !(name in tags.value));
      if (missing.length > 0)
        yield violation(`It lacks ${missing.length > 1 ? "the tags" : "the tag"} ${missing.join(", ")}.`);
    },
  }),
  resourceRule<{ readonly location?: string }>({
    name: "regions",
    title: "Resources are where they may be",
    description: "Data and those who may ask for it differ by region. Every region passes until some are listed.",
    level: "mandatory",
    severity: "medium",
    remedy: "Choose a region of the configured list.",
    same: { psrule: ["Azure.Resource.AllowedRegions"], mcsb: "AM-2" },
    settings: { allowed: words("Short names of regions; none of them allows all", []) },
    *check({ type, props }, { settings }) {
      const allowed = settings.allowed as readonly string[];
      if (allowed.length === 0 || !type.startsWith("azure-native:")) return;
      const location = peek(() => props.location);
      if (location.is === "unknown") yield unknown("location");
      if (location.is !== "value") return;
      const region = location.value.toLowerCase().replaceAll(" ", "");
      if (region !== "global" && !allowed.includes(region))
        yield violation(`It is in ${region}: expected ${allowed.join(" or ")}.`);
    },
  }),
  resourceRule<Texts>({
    name: "names-that-azure-takes",
    title: "Names are such as Azure takes",
    description: "A name that Azure refuses fails in the middle of an up.",
    types: Object.keys(NAMES),
    level: "mandatory",
    severity: "low",
    remedy: "Choose another name.",
    same: {
      psrule: [
        "Azure.Storage.Name (AZR-000201)",
        "Azure.KeyVault.Name (AZR-000120)",
        "Azure.KeyVault.SecretName (AZR-000121)",
        "Azure.Identity.UserAssignedName (AZR-000117)",
        "Azure.AppInsights.Name (AZR-000070)",
        "Azure.Log.Name (AZR-000486)",
      ],
      checkov: ["CKV_AZURE_43"],
    },
    url: "https://learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules",
    *check({ type, props }) {
      const named = NAMES[type];
      if (named === undefined) return;
      // Left out, azure-native makes one up that fits; from another resource, that one fits.
      const name = known(() => props[named.property]);
      if (name !== undefined && !named.takes.test(name))
        yield violation(`${named.property} is not such a name: expected ${named.expected}.`);
    },
  }),
  resourceRule<Texts>({
    name: "names-of-the-house",
    title: "Names follow the house's pattern",
    description: "For teams with a pattern of their own; without one it finds nothing.",
    level: "advisory",
    severity: "low",
    remedy: "Name it after the configured pattern.",
    same: {
      psrule: [
        "Azure.EventGrid.TopicNaming (AZR-000462)",
        "Azure.EventGrid.SystemTopicNaming (AZR-000463)",
        "Azure.EventGrid.DomainNaming (AZR-000461)",
      ],
    },
    settings: {
      patterns: {
        description: "Regular expressions by type token, for the property that names it",
        type: "object",
        additionalProperties: { type: "string" },
        default: {},
      },
    },
    *check({ type, props }, { settings }) {
      const pattern = (settings.patterns as Record<string, string | undefined>)[type];
      if (pattern === undefined) return;
      const property = NAMES[type]?.property ?? "name";
      const name = peek(() => props[property]);
      if (name.is === "unknown") yield unknown(property);
      else if (name.is === "value" && !new RegExp(pattern).test(name.value))
        yield violation(`${property} does not follow ${pattern}.`);
    },
  }),
  resourceRule({
    name: "no-pinned-api-versions",
    title: "Resources are of azure-native's own version",
    description: "A type with an API version in it is another type: every other rule would pass it over.",
    level: "mandatory",
    severity: "high",
    remedy: "Use the type without a version.",
    url: "https://www.pulumi.com/registry/packages/azure-native/version-guide/",
    *check({ type }) {
      if (/^azure-native_|^azure-native:[^:]*\/v\d{8}/.test(type)) yield violation(`Its type is ${type}.`);
    },
  }),
];
