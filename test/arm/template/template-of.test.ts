import assert from "node:assert/strict";
import type { DeclaredResource } from "../../../arm/declared/declared-resource.js";
import { MadeUp } from "../../../arm/declared/made-up.js";
import { Secret } from "../../../arm/declared/secret.js";
import { Shapes } from "../../../arm/shapes/shapes.js";
import type { Template } from "../../../arm/template/template.js";
import { templateOf } from "../../../arm/template/template-of.js";
import { SUBSCRIPTION, TENANT } from "../../../local/shared/arm-id.js";

const ROOT = `/subscriptions/${SUBSCRIPTION}`;
const GROUP = `${ROOT}/resourceGroups/rg-dev`;
const IDENTITY = `${GROUP}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/id-app`;
const ACCOUNT = `${GROUP}/providers/Microsoft.Storage/storageAccounts/account`;
const CONTAINER = `${ACCOUNT}/blobServices/default/containers/names`;
const TOPIC = `${GROUP}/providers/Microsoft.EventGrid/topics/topic`;
const ROLE = `${ROOT}/providers/Microsoft.Authorization/roleDefinitions/ba92f5b4`;

const shapes = Shapes.load();
const declare = (
  token: string,
  name: string,
  id: string,
  inputs: Readonly<Record<string, unknown>>,
  ...dependencies: readonly string[]
): DeclaredResource => ({ urn: name, type: token, name, id, inputs, dependencies });

const group = declare("azure-native:resources:ResourceGroup", "group", GROUP, {
  resourceGroupName: "rg-dev",
  location: "westeurope",
});

const inGroup = { resourceGroupName: "rg-dev" };
const account = declare(
  "azure-native:storage:StorageAccount",
  "account",
  ACCOUNT,
  { ...inGroup, accountName: "account", location: "westeurope", kind: "StorageV2", sku: { name: "Standard_LRS" } },
  "group",
);
const container = declare(
  "azure-native:storage:BlobContainer",
  "container",
  CONTAINER,
  { ...inGroup, accountName: "account", containerName: "names" },
  "account",
);

/** The template of a stack, and what is in its one nested deployment. */
function write(resources: readonly DeclaredResource[], madeUp = new MadeUp()) {
  const { template, leftOut } = templateOf("dev", resources, shapes, madeUp);
  const nested = template.resources.find(({ type }) => type === "Microsoft.Resources/deployments");
  const inner = (nested?.properties as { template: Template } | undefined)?.template;
  return { template, leftOut, nested, inner: inner?.resources ?? [], parameters: inner?.parameters ?? {} };
}

describe("The template of a stack", () => {
  it("makes the group, and in it the rest, parents first", () => {
    const { template, nested, inner } = write([group, account, container]);
    assert.match(template.$schema, /subscriptionDeploymentTemplate/);
    assert.deepEqual(template.resources[0], {
      type: "Microsoft.Resources/resourceGroups",
      apiVersion: "2024-03-01",
      name: "rg-dev",
      location: "westeurope",
    });
    assert.equal(nested?.resourceGroup, "rg-dev");
    assert.deepEqual(nested?.dependsOn, ["[subscriptionResourceId('Microsoft.Resources/resourceGroups', 'rg-dev')]"]);
    assert.deepEqual(inner[1], {
      type: "Microsoft.Storage/storageAccounts/blobServices/containers",
      apiVersion: "2024-01-01",
      name: "account/default/names",
      dependsOn: ["[resourceId('Microsoft.Storage/storageAccounts', 'account')]"],
    });
  });

  it("asks Azure for what only Azure knows, and puts an extension on its resource", () => {
    const madeUp = new MadeUp();
    const principalId = madeUp.guid({ kind: "property", id: IDENTITY, path: "properties.principalId" });
    const grant = declare(
      "azure-native:authorization:RoleAssignment",
      "grant",
      `${CONTAINER}/providers/Microsoft.Authorization/roleAssignments/0a9a7e1f`,
      { scope: CONTAINER, roleAssignmentName: "0a9a7e1f", principalId, roleDefinitionId: ROLE },
      "container",
    );
    // As Microsoft's documentation writes it, but for the names.
    assert.deepEqual(write([grant, container], madeUp).inner[0], {
      type: "Microsoft.Authorization/roleAssignments",
      apiVersion: "2022-04-01",
      name: "0a9a7e1f",
      scope: "Microsoft.Storage/storageAccounts/account/blobServices/default/containers/names",
      properties: {
        principalId:
          "[reference(resourceId('Microsoft.ManagedIdentity/userAssignedIdentities', 'id-app'), '2023-01-31').principalId]",
        roleDefinitionId: "[subscriptionResourceId('Microsoft.Authorization/roleDefinitions', 'ba92f5b4')]",
      },
      dependsOn: [
        "[resourceId('Microsoft.Storage/storageAccounts/blobServices/containers', 'account', 'default', 'names')]",
      ],
    });
  });

  it("has ids in maps, in texts and beneath other ids as expressions, and a bracket as a text", () => {
    const madeUp = new MadeUp();
    const clientId = madeUp.guid({ kind: "property", id: IDENTITY, path: "properties.clientId" });
    const etag = madeUp.text({ kind: "property", id: ACCOUNT, path: "identity.principalId" });
    const topic = declare("azure-native:eventgrid:Topic", "topic", TOPIC, {
      ...inGroup,
      topicName: "topic",
      location: "westeurope",
      identity: { type: "UserAssigned", userAssignedIdentities: { [IDENTITY]: {} } },
      tags: {
        client: `ClientId='${clientId}';Authorization=AAD`,
        whole: etag,
        fn: `${GROUP}/providers/Microsoft.Web/sites/app/functions/run`,
        other: `${ROOT}/resourceGroups/else/providers/Microsoft.Web/sites/app`,
        group: GROUP,
        tenant: TENANT,
        subscription: `in ${SUBSCRIPTION}`,
        bracket: "[not an expression]",
      },
    });
    const [found] = write([topic], madeUp).inner;
    const identity = "resourceId('Microsoft.ManagedIdentity/userAssignedIdentities', 'id-app')";
    assert.deepEqual(found?.identity, { type: "UserAssigned", userAssignedIdentities: { [`[${identity}]`]: {} } });
    assert.deepEqual(found?.tags, {
      client: `[concat('ClientId=''', reference(${identity}, '2023-01-31').clientId, ''';Authorization=AAD')]`,
      whole:
        "[reference(resourceId('Microsoft.Storage/storageAccounts', 'account'), '2024-01-01', 'Full').identity.principalId]",
      fn: "[resourceId('Microsoft.Web/sites/functions', 'app', 'run')]",
      other: "[resourceId('else', 'Microsoft.Web/sites', 'app')]",
      group: "[subscriptionResourceId('Microsoft.Resources/resourceGroups', 'rg-dev')]",
      tenant: "[subscription().tenantId]",
      subscription: "[concat('in ', subscription().subscriptionId)]",
      bracket: "[[not an expression]",
    });
  });

  it("has no secret: each is a parameter, and what is no secret in a secret object is told", () => {
    const madeUp = new MadeUp();
    const key = madeUp.text({ kind: "function", token: "azure-native:web:listWebAppHostKeys" });
    const subscription = declare(
      "azure-native:eventgrid:EventSubscription",
      "names-tally",
      `${TOPIC}/providers/Microsoft.EventGrid/eventSubscriptions/tally`,
      {
        scope: TOPIC,
        eventSubscriptionName: "tally",
        destination: new Secret({
          endpointType: "WebHook",
          endpointUrl: `https://x?code=${key}`,
          maxEventsPerBatch: 3,
        }),
        deadLetterDestination: new Secret({ endpointType: "StorageBlob", resourceId: ACCOUNT, blobContainerName: "c" }),
      },
    );
    const vault = `${GROUP}/providers/Microsoft.KeyVault/vaults/kv/secrets/k`;
    const secret = declare("azure-native:keyvault:Secret", "vault-key", vault, {
      ...inGroup,
      vaultName: "kv",
      secretName: "k",
      properties: { value: new Secret("hunter2"), contentType: `unmarked ${key}` },
    });
    const { template, inner, parameters } = write([subscription, secret], madeUp);
    assert.deepEqual(inner[0]?.properties, {
      destination: {
        endpointType: "WebHook",
        properties: { endpointUrl: "[parameters('namesTallyDestinationEndpointUrl')]", maxEventsPerBatch: 3 },
      },
      deadLetterDestination: {
        endpointType: "StorageBlob",
        properties: {
          resourceId: "[resourceId('Microsoft.Storage/storageAccounts', 'account')]",
          blobContainerName: "[parameters('namesTallyDeadLetterDestinationBlobContainerName')]",
        },
      },
    });
    assert.deepEqual(inner[1]?.properties, {
      value: "[parameters('vaultKeyValue')]",
      contentType: "[parameters('vaultKeyContentType')]",
    });
    assert.ok(Object.values(parameters).every(({ type }) => type === "securestring"));
    assert.deepEqual(template.parameters, parameters, "the nested deployment is handed all of them");
    assert.equal(Object.keys(parameters).length, 4);
    assert.doesNotMatch(JSON.stringify(template), /hunter2|madeup/);
  });

  it("leaves out what is not ARM's, says why, and keeps the order that it stood for", () => {
    const shipped = declare("pulumi-nodejs:dynamic/gridwire:FunctionPackage", "package", "x", {}, "account");
    const later = { ...container, dependencies: ["package"] };
    const { inner, leftOut, template } = write([account, shipped, later]);
    assert.deepEqual(
      leftOut.map(({ name }) => name),
      ["package"],
    );
    assert.match(leftOut[0]?.reason ?? "", /on the running system/);
    assert.deepEqual(template.metadata, { leftOut });
    assert.deepEqual(inner[1]?.dependsOn, ["[resourceId('Microsoft.Storage/storageAccounts', 'account')]"]);
  });

  it("makes one deployment before another that needs something of it", () => {
    const elsewhere = ACCOUNT.replace("rg-dev", "rg-data");
    const other = { ...account, id: elsewhere };
    const later = { ...container, dependencies: ["account"] };
    const deployments = write([other, later]).template.resources;
    assert.deepEqual(
      deployments.map(({ name, dependsOn }) => [name, dependsOn]),
      [
        ["dev-rg-data", ["[subscriptionResourceId('Microsoft.Resources/resourceGroups', 'rg-dev')]"].slice(1)],
        ["dev-rg-dev", ["[resourceId('rg-data', 'Microsoft.Resources/deployments', 'dev-rg-data')]"]],
      ].map(([name, before]) => [name, before?.length === 0 ? undefined : before]),
    );
  });

  it("is none when a type is not mapped", () => {
    assert.throws(
      () => write([{ ...account, type: "azure-native:storage:FileShare" }]),
      /FileShare.*arm\/body\/mapping/,
    );
  });
});
