import assert from "node:assert/strict";
import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { checkBody } from "../../arm/check/check-body.js";
import { Shapes } from "../../arm/shapes/shapes.js";
import type { Template, TemplateResource } from "../../arm/template/template.js";
import { Checkout } from "../shared/checkout.js";

const shapes = Shapes.load();
const STACKS = ["dev", "local", "prod", "staging"] as const;

/** A mistake in the program, and what has to be said of it. */
interface Mistake {
  readonly what: string;
  readonly file: string;
  readonly from: string;
  readonly to: string;
  readonly title: string;
  readonly says: string;
}

/** The compiler sees none of them: the program is loaded without types, and a cast would hide them from it as well. */
const MISTAKES: readonly Mistake[] = [
  {
    what: "a misspelt property, which the SDK would drop without a word",
    file: "infra/components/event-topic.ts",
    from: "disableLocalAuth: true,",
    to: "...({ disableLocalAuht: true } as object),",
    title: 'azure-native:eventgrid:Topic "names-topic"',
    says: 'disableLocalAuht (in ARM properties.disableLocalAuht) is unknown: did you mean "disableLocalAuth"?',
  },
  {
    what: "a value that is not allowed",
    file: "infra/components/keyless-account.ts",
    from: 'minimumTlsVersion: "TLS1_2"',
    to: 'minimumTlsVersion: "TLS12"',
    title: 'azure-native:storage:StorageAccount "data-account"',
    says: 'minimumTlsVersion (in ARM properties.minimumTlsVersion) is "TLS12": expected "TLS1_0", "TLS1_1", "TLS1_2" or "TLS1_3"',
  },
  {
    what: "a missing property",
    file: "infra/components/vault.ts",
    from: 'sku: { family: "A", name: "standard" },',
    to: 'sku: { family: "A" } as never,',
    title: 'azure-native:keyvault:Vault "kv-local"',
    says: 'properties.sku.name is missing: expected "standard" or "premium"',
  },
  {
    what: "a name of other characters than Azure takes",
    file: "infra/names.ts",
    from: "workspace: `log-",
    to: "workspace: `log_",
    title: 'azure-native:operationalinsights:Workspace "monitoring-workspace"',
    says: 'name is "log_gridwire-local": expected a text that matches ^[A-Za-z0-9]',
  },
  {
    what: "a number out of range",
    file: "infra/components/data-store.ts",
    from: "const RECOVERY_DAYS = 7;",
    to: "const RECOVERY_DAYS = 400;",
    title: 'azure-native:storage:BlobServiceProperties "data-blobs"',
    says: "deleteRetentionPolicy.days (in ARM properties.deleteRetentionPolicy.days) is 400: expected 1 to 365",
  },
  {
    what: "a name that is too long",
    file: "contracts/resources.ts",
    from: 'blobContainer("raw-names")',
    to: '({ kind: "blobContainer", name: "raw-names-".repeat(7) as "raw-names" } as const)',
    title: `azure-native:storage:BlobContainer "data-${"raw-names-".repeat(7)}"`,
    says: "with 70 characters: expected 3 to 63",
  },
  {
    what: "a text for true or false",
    file: "infra/components/flex-site.ts",
    from: "httpsOnly: true,",
    to: 'httpsOnly: "true" as never,',
    title: 'azure-native:web:WebApp "tally-site"',
    says: 'httpsOnly (in ARM properties.httpsOnly) is "true": expected true or false',
  },
  {
    what: "a read-only property, which the SDK would drop as well",
    file: "infra/components/monitoring.ts",
    from: 'ingestionMode: "LogAnalytics",',
    to: 'ingestionMode: "LogAnalytics", ...({ instrumentationKey: "mine" } as object),',
    title: 'azure-native:applicationinsights:Component "monitoring-insights"',
    says: "instrumentationKey (in ARM properties.InstrumentationKey) is read-only",
  },
  {
    what: "an unknown property deep inside",
    file: "infra/components/flex-site.ts",
    from: "instanceMemoryMB: scale.instanceMemoryMB,",
    to: "instanceMemoryMb: scale.instanceMemoryMB,",
    title: 'azure-native:web:WebApp "recorder-site"',
    says: 'functionAppConfig.scaleAndConcurrency.instanceMemoryMb (in ARM properties.functionAppConfig.scaleAndConcurrency.instanceMemoryMb) is unknown: did you mean "instanceMemoryMB"?',
  },
  {
    what: "a kind of destination that there is none of",
    file: "infra/components/event-topic.ts",
    from: 'endpointType: "StorageBlob",',
    to: 'endpointType: "StorageBlobs" as never,',
    title: 'azure-native:eventgrid:EventSubscription "names-tally-countName"',
    says: 'deadLetterWithResourceIdentity.deadLetterDestination.endpointType (in ARM properties.deadLetterWithResourceIdentity.deadLetterDestination.endpointType) is "StorageBlobs": expected "StorageBlob"; did you mean "StorageBlob"?',
  },
  {
    what: "a kind of destination for what only a deployment knows",
    file: "infra/components/endpoint.ts",
    from: '({ endpointType: "WebHook", endpointUrl })',
    to: '({ endpointType: "Webhook" as never, endpointUrl })',
    title: 'azure-native:eventgrid:EventSubscription "names-recorder-recordName"',
    says: "destination.endpointType (in ARM properties.destination.endpointType) is a secret value: expected ",
  },
];

/** The file of `--json`. */
interface Validated {
  readonly stacks: readonly {
    readonly stack: string;
    readonly resources: number;
    readonly findings: readonly { readonly title: string; readonly texts: readonly string[] }[];
  }[];
}

describe("The resources of every stack, held against ARM's published types", function () {
  this.timeout(300_000);
  let checkout: Checkout;

  beforeEach(() => {
    checkout = Checkout.make("arm", "Pulumi.dev.yaml", "Pulumi.staging.yaml", "Pulumi.prod.yaml");
  });
  afterEach(() => checkout.remove());

  it("fit", async () => {
    const file = join(checkout.home, "findings.json");
    mkdirSync(checkout.home);
    const { code, out, err } = await checkout.run("validate", ["--json", file]);
    assert.equal(code, 0, out + err);
    for (const stack of STACKS)
      assert.match(out, new RegExp(`^Stack ${stack}: [1-9]\\d+ resources checked, all fit`, "m"));
    const { stacks } = JSON.parse(readFileSync(file, "utf8")) as Validated;
    assert.deepEqual(
      stacks.map(({ stack, findings }) => ({ stack, findings })),
      STACKS.map((stack) => ({ stack, findings: [] })),
    );
    assert.ok(stacks.every(({ resources }) => resources > 40));
  });

  it("do not fit when the program is wrong, and each mistake is named", async () => {
    for (const { file, from, to } of MISTAKES) checkout.edit(file, from, to);
    const file = join(checkout.root, "findings.json");
    const { code, out, err } = await checkout.run("validate", ["--stack", "local", "--json", file]);
    assert.equal(code, 1, out + err);
    assert.match(out, /^Stack local: \d+ resources checked, \d+ problems\.\n\d+ problems\./m);
    const found = findingsIn(out);
    for (const { what, title, says } of MISTAKES) {
      const texts = found.get(title) ?? [];
      assert.ok(
        texts.some((text) => text.includes(says)),
        `${what}: ${title} says ${JSON.stringify(texts)}\n${out}`,
      );
    }
    const [written] = (JSON.parse(readFileSync(file, "utf8")) as Validated).stacks;
    assert.deepEqual(new Map(written?.findings.map(({ title, texts }) => [title, texts])), found);
  });

  it("fail with the program's own error when it throws", async () => {
    checkout.edit("infra/index.ts", "const login =", 'throw new Error("no such place");\nconst login =');
    const { code, out } = await checkout.run("validate", ["--stack", "dev"]);
    assert.equal(code, 1);
    assert.match(
      out,
      /The program failed.*no such place.*^Stack dev: 0 resources checked, 1 problem\..*^1 problem\./ms,
    );
  });

  it("are a template that fits as well, with no secret in it", async () => {
    const { code, out, err } = await checkout.run("arm", ["local"]);
    assert.equal(code, 0, err);
    assert.match(err, /left out: .*HostKey "tally-key"/);
    const template = JSON.parse(out) as Template;
    const [group, nested, ...more] = template.resources;
    assert.deepEqual(
      [group?.type, nested?.type, more],
      ["Microsoft.Resources/resourceGroups", "Microsoft.Resources/deployments", []],
    );
    assert.ok(group !== undefined && nested !== undefined);
    const resources = resourcesIn(nested);
    assert.ok(resources.length > 40);
    assert.deepEqual([group, ...resources].flatMap(problemsOf), []);
    const secrets = Object.values(template.parameters).map(({ metadata }) => metadata.description);
    assert.deepEqual(secrets, [
      "properties.destination.properties.endpointUrl of names-recorder-recordName",
      "properties.destination.properties.endpointUrl of names-tally-countName",
      "properties.value of vault-pseudonym-key",
    ]);
    assert.doesNotMatch(out, /madeup|6d616465|7c0ffee0|code=/);
  });

  it("are a template for a group that exists, where the stack names one", async () => {
    const { code, out, err } = await checkout.run("arm", ["prod"]);
    assert.equal(code, 0, err);
    const [nested, ...more] = (JSON.parse(out) as Template).resources;
    assert.ok(nested !== undefined);
    assert.deepEqual(
      [nested.type, nested.resourceGroup, nested.dependsOn, more],
      ["Microsoft.Resources/deployments", "rg-gridwire-prod", undefined, []],
    );
    const resources = resourcesIn(nested);
    const alerts = resources.filter(({ type }) => type === "Microsoft.Insights/metricAlerts");
    assert.equal(alerts.length, 5);
    assert.deepEqual(resources.flatMap(problemsOf), []);
    assert.doesNotMatch(out, /madeup|6d616465|7c0ffee0|code=/);
  });

  it("know their stacks", async () => {
    const { code, err } = await checkout.run("validate", ["--stack", "production"]);
    assert.equal(code, 1);
    assert.match(err, /no Pulumi\.production\.yaml: expected one of dev, local, prod, staging/);
  });
});

const resourcesIn = ({ properties }: TemplateResource): readonly TemplateResource[] =>
  (properties as { template: Template }).template.resources;

/** What is said, by the resource that it is said of. */
function findingsIn(out: string): Map<string, readonly string[]> {
  const blocks = out.matchAll(/^ {2}(\S.*)\n((?: {4}.*\n)+)/gm);
  return new Map([...blocks].map(([, title = "", texts = ""]) => [title, texts.trim().split(/\n */)]));
}

function problemsOf({ type, apiVersion, name, ...resource }: TemplateResource) {
  const { scope: _, dependsOn: __, ...body } = resource;
  const shape = shapes.of(type, apiVersion);
  assert.ok(shape !== undefined, `${type}@${apiVersion}`);
  const about = {
    isOpen: (text: string) => text.startsWith("["),
    nameOf: (_shape: unknown, property: string) => property,
  };
  return checkBody({ name: name.split("/").at(-1), ...body }, shape, about);
}
