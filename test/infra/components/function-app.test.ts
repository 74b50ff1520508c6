import assert from "node:assert/strict";
import {
  type Auth,
  blobContainer,
  defineApp,
  entraIssuer,
  NameGenerated,
  onHttp,
  onTimer,
  pseudonymKey,
  rawNames,
  recorder,
  SET_ASIDE,
} from "../../../contracts/index.js";
import { DataStore } from "../../../infra/components/data-store.js";
import { EventTopic } from "../../../infra/components/event-topic.js";
import { FunctionApp } from "../../../infra/components/function-app.js";
import { Ledger } from "../../../infra/components/ledger.js";
import { Monitoring } from "../../../infra/components/monitoring.js";
import { Vault } from "../../../infra/components/vault.js";
import type { DeliverWith } from "../../../infra/config.js";
import { roles } from "../../../infra/roles.js";
import { type Recording, record, type Scene } from "../recorded.js";
import { testPlace } from "../test-place.js";

describe("FunctionApp", () => {
  const place = testPlace();
  const { tags } = place;
  const resourceGroupName = "rg-gridwire-test";
  const location = "westeurope";
  const siteName = place.names.app("recorder");
  const account = place.names.account("recorder");
  const data = place.names.account("data-store");
  const LIST = "azure-native:web:listWebAppHostKeys";

  const allowedOrigins = ["https://names.example.com"];
  const ISSUERS = [entraIssuer("11111111-2222-4333-8444-555555555555", "99999999-2222-4333-8444-555555555555")];
  const declare = (alwaysReady = 0, deliverWith: DeliverWith = "masterKey") => {
    const store = new DataStore("data", { place, containers: [rawNames, SET_ASIDE], tables: [] });
    const vault = new Vault("vault", {
      place,
      secrets: [pseudonymKey],
      values: { "pseudonym-key": "hush" },
      purgeProtection: false,
      softDeleteRetentionDays: 7,
    });
    return new FunctionApp(recorder, {
      place,
      monitoring: new Monitoring("monitoring", { place, retentionDays: 30 }),
      scale: { instanceMemoryMB: 512, maximumInstanceCount: 40, alwaysReady },
      deliverWith,
      allowedOrigins,
      issuers: ISSUERS,
      telemetry: { sampledPercent: 25, logLevel: "Warning" },
      ledger: new Ledger("ledger"),
      code: Promise.resolve({ zip: () => Buffer.from("zip"), sha256: "5ha" }),
      wiring: {
        rawNames: store.container(rawNames),
        pseudonymKey: vault.secret(pseudonymKey),
        setAside: store.container(SET_ASIDE),
      },
    });
  };
  const up = (program: () => unknown = declare, scene: Scene = {}) =>
    record(program, { answers: { [LIST]: { masterKey: "k3y==" } }, ...scene });

  describe("declares", () => {
    let stack: Recording;
    before(async () => {
      stack = await up();
    });

    it("an identity, a plan and a host account of its own", () => {
      assert.deepEqual(stack.named("recorder-identity").inputs, {
        resourceName: "id-recorder-test",
        resourceGroupName,
        location,
        tags,
      });
      assert.deepEqual(stack.named("recorder-plan").inputs, {
        name: "asp-recorder-test",
        resourceGroupName,
        location,
        kind: "functionapp",
        sku: { name: "FC1", tier: "FlexConsumption" },
        reserved: true,
        tags,
      });
      assert.equal(stack.named("recorder-account").inputs.accountName, account);
      assert.equal(stack.named("recorder-account").inputs.allowSharedKeyAccess, false);
      assert.deepEqual(stack.named("recorder-packages").inputs, {
        accountName: "name of recorder-account",
        containerName: "packages",
        resourceGroupName,
        publicAccess: "None",
      });
    });

    it("the site, with its identity everywhere and a key nowhere", () => {
      const clientId = "client of recorder-identity";
      assert.deepEqual(stack.named("recorder-site").inputs, {
        name: siteName,
        resourceGroupName,
        location,
        kind: "functionapp,linux",
        serverFarmId: "id of recorder-plan",
        identity: { type: "UserAssigned", userAssignedIdentities: ["id of recorder-identity"] },
        functionAppConfig: {
          deployment: {
            storage: {
              type: "blobContainer",
              value: `https://${account}.blob.core.windows.net/packages`,
              authentication: {
                type: "UserAssignedIdentity",
                userAssignedIdentityResourceId: "id of recorder-identity",
              },
            },
          },
          runtime: { name: "node", version: "22" },
          scaleAndConcurrency: { instanceMemoryMB: 512, maximumInstanceCount: 40 },
        },
        httpsOnly: true,
        siteConfig: {
          appSettings: [
            { name: "AzureWebJobsStorage__blobServiceUri", value: `https://${account}.blob.core.windows.net` },
            { name: "AzureWebJobsStorage__queueServiceUri", value: `https://${account}.queue.core.windows.net` },
            { name: "AzureWebJobsStorage__tableServiceUri", value: `https://${account}.table.core.windows.net` },
            { name: "AzureWebJobsStorage__credential", value: "managedidentity" },
            { name: "AzureWebJobsStorage__clientId", value: clientId },
            { name: "APPLICATIONINSIGHTS_CONNECTION_STRING", value: "IngestionEndpoint=https://in.example/" },
            {
              name: "APPLICATIONINSIGHTS_AUTHENTICATION_STRING",
              value: `ClientId=${clientId};Authorization=AAD`,
            },
            { name: "OTEL_TRACES_SAMPLER", value: "traceidratio" },
            { name: "OTEL_TRACES_SAMPLER_ARG", value: "0.25" },
            { name: "AzureFunctionsJobHost__logging__logLevel__Function", value: "Warning" },
            { name: "AZURE_CLIENT_ID", value: clientId },
            { name: "RAW_NAMES_URL", value: `https://${data}.blob.core.windows.net/raw-names` },
            { name: "PSEUDONYM_KEY_URL", value: "https://name of kv-test.vault.azure.net/secrets/pseudonym-key" },
            { name: "SET_ASIDE_URL", value: `https://${data}.blob.core.windows.net/set-aside` },
          ],
          // Nothing of the SDK's own defaults, of which Flex Consumption refuses netFrameworkVersion.
          minTlsVersion: "1.2",
          scmMinTlsVersion: "1.2",
          http20Enabled: true,
          remoteDebuggingEnabled: false,
        },
        // The SDK's own defaults.
        clientAffinityEnabled: false,
        hyperV: false,
        isXenon: false,
        scmSiteAlsoStopped: false,
        tags,
      });
    });

    it("no publishing by password", () => {
      for (const name of ["recorder-ftp", "recorder-scm"]) {
        const policy = stack.named(name);
        assert.deepEqual(policy.inputs, { name: siteName, resourceGroupName, allow: false });
        assert.equal(policy.deletedWith, "recorder-site");
        assert.deepEqual(policy.replaceWith, ["recorder-site"]);
      }
    });

    it("just the grants that host and needs ask for", () => {
      const grants = stack.resources
        .filter(({ type }) => type.endsWith(":RoleAssignment"))
        .map(({ inputs }) => [inputs.scope, String(inputs.roleDefinitionId).split("/").at(-1), inputs.principalId]);
      const principal = "principal of recorder-identity";
      assert.deepEqual(grants.sort(), [
        ["id of data-raw-names", roles.storageBlobDataContributor.id, principal],
        ["id of data-set-aside", roles.storageBlobDataContributor.id, principal],
        ["id of monitoring-insights", roles.monitoringMetricsPublisher.id, principal],
        ["id of recorder-account", roles.storageBlobDataOwner.id, principal],
        ["id of vault-pseudonym-key", roles.keyVaultSecretsUser.id, principal],
      ]);
    });

    it("the site after its grants and the container for its code", () => {
      const { dependsOn, deleteBeforeReplace } = stack.named("recorder-site");
      for (const first of ["recorder-grants-host", "recorder-grants-need-rawNames", "recorder-packages", "ledger"]) {
        assert.ok(dependsOn.includes(first), `${first} in ${dependsOn.join(", ")}`);
      }
      assert.equal(deleteBeforeReplace, true);
    });

    it("its code by hash, shipped by a hook after site and grants, and again with another site", () => {
      const shipped = stack.named("recorder-package");
      assert.deepEqual(shipped.inputs, { site: siteName, hash: "5ha" });
      assert.deepEqual(shipped.hooks, {
        beforeCreateList: ["ship-recorder-package"],
        beforeUpdateList: ["ship-recorder-package"],
      });
      for (const first of ["recorder-site", "recorder-grants-host", "recorder-scm"]) {
        assert.ok(shipped.dependsOn.includes(first), `${first} in ${shipped.dependsOn.join(", ")}`);
      }
      assert.deepEqual(shipped.replaceWith, ["recorder-site"]);
      assert.equal(shipped.deletedWith, "recorder-site");
    });

    it("the host's key as a secret, read after the code is live, and again with another site", () => {
      const key = stack.named("recorder-key");
      assert.deepEqual(key.inputs, { site: siteName, key: 'secret("k3y==")' });
      assert.deepEqual(key.secretOutputs, ["key"]);
      assert.ok(key.dependsOn.includes("recorder-package"));
      assert.deepEqual(key.replaceWith, ["recorder-site"]);
      assert.equal(key.deletedWith, "recorder-site");
    });
  });

  it("keeps instances warm when told to", async () => {
    const { functionAppConfig } = (await up(() => declare(1))).named("recorder-site").inputs as {
      functionAppConfig: { scaleAndConcurrency: { alwaysReady: unknown } };
    };
    assert.deepEqual(functionAppConfig.scaleAndConcurrency.alwaysReady, [
      { name: "function:recordName", instanceCount: 1 },
    ]);
  });

  it("lists keys in an up, and never in a preview", async () => {
    assert.deepEqual((await up()).calls, [LIST]);
    const preview = await up(declare, { preview: true });
    assert.deepEqual(preview.calls, []);
    assert.equal(preview.named("recorder-key").inputs.key, "unknown");
  });

  const deadLetters = blobContainer("dead-letters");
  const subscribed = (deliverWith: DeliverWith, answers: Scene["answers"] = {}) =>
    record(
      () => {
        const store = new DataStore("letters", { place, containers: [deadLetters], tables: [] });
        const topic = new EventTopic("names", {
          place,
          carries: [NameGenerated],
          deadLetters: store.container(deadLetters),
        });
        topic.deliverTo(declare(0, deliverWith));
      },
      { answers },
    );

  it("gives Event Grid its webhook with the key, as a secret", async () => {
    const stack = await subscribed("masterKey", { [LIST]: { masterKey: "k3y==" } });
    const { destination, filter } = stack.named("names-recorder-recordName").inputs as {
      destination: string;
      filter: { includedEventTypes: unknown };
    };
    assert.match(destination, /^secret\(/);
    assert.ok(
      destination.includes(
        `https://${siteName}.azurewebsites.net/runtime/webhooks/eventgrid?functionName=recordName&code=k3y%3D%3D"`,
      ),
    );
    assert.deepEqual(filter.includedEventTypes, ["Names.NameGenerated.v1"]);
  });

  it("gives Event Grid its webhook with the key that opens nothing else", async () => {
    const systemKeys = { eventgrid_extension: "ev3nt" };
    const stack = await subscribed("eventGridKey", { [LIST]: { masterKey: "k3y==", systemKeys } });
    assert.match(String(stack.named("names-recorder-recordName").inputs.destination), /^secret\(.*&code=ev3nt"/);
    assert.equal(JSON.stringify(stack.resources).includes("k3y=="), false);
  });

  it("gives Event Grid the function itself, and asks for no key", async () => {
    const stack = await subscribed("azureFunction");
    const subscription = stack.named("names-recorder-recordName");
    assert.deepEqual(subscription.inputs.destination, {
      endpointType: "AzureFunction",
      resourceId: "id of recorder-site/functions/recordName",
    });
    assert.ok(subscription.dependsOn.includes("recorder-package"), "after its code is live");
    assert.deepEqual(stack.calls, []);
    assert.deepEqual(
      stack.resources.filter(({ type }) => type.includes("HostKey")),
      [],
    );
  });

  it("asks for no key of an app that handles no events", async () => {
    const quiet = defineApp("quiet", {
      functions: { ping: onHttp({ method: "GET", route: "ping", auth: "anonymous" }) },
    });
    const stack = await record(
      () =>
        new FunctionApp(quiet, {
          place,
          monitoring: new Monitoring("monitoring", { place, retentionDays: 30 }),
          scale: { instanceMemoryMB: 512, maximumInstanceCount: 40, alwaysReady: 0 },
          deliverWith: "eventGridKey",
          allowedOrigins: [],
          issuers: ISSUERS,
          telemetry: { sampledPercent: 25, logLevel: "Warning" },
          ledger: new Ledger("ledger"),
          code: Promise.resolve({ zip: () => Buffer.from("zip"), sha256: "5ha" }),
          wiring: {},
        }),
    );
    assert.deepEqual(stack.calls, []);
    assert.equal(stack.named("quiet-package").inputs.hash, "5ha");
  });

  describe("with functions that answer HTTP", () => {
    const asking = (auth: Auth) =>
      defineApp("asked", {
        functions: { ping: onHttp({ method: "GET", route: "ping", auth }), tick: onTimer("0 * * * * *") },
      });
    const configOf = async (origins: readonly string[], auth: Auth = "anonymous") => {
      const stack = await record(
        () =>
          new FunctionApp(asking(auth), {
            place,
            monitoring: new Monitoring("monitoring", { place, retentionDays: 30 }),
            scale: { instanceMemoryMB: 512, maximumInstanceCount: 40, alwaysReady: 0 },
            deliverWith: "masterKey",
            allowedOrigins: origins,
            issuers: ISSUERS,
            telemetry: { sampledPercent: 25, logLevel: "Warning" },
            ledger: new Ledger("ledger"),
            code: Promise.resolve({ zip: () => Buffer.from("zip"), sha256: "5ha" }),
            wiring: {},
          }),
      );
      return stack.named("asked-site").inputs.siteConfig as {
        cors?: unknown;
        appSettings: { name: string; value: string }[];
      };
    };

    it("lets pages of the allowed origins call them, without credentials", async () =>
      assert.deepEqual((await configOf(allowedOrigins)).cors, { allowedOrigins, supportCredentials: false }));

    it("takes back what was allowed before, when no origin is", async () =>
      assert.deepEqual((await configOf([])).cors, { allowedOrigins: [], supportCredentials: false }));

    const issuersIn = async (auth: Auth) =>
      (await configOf([], auth)).appSettings.find(({ name }) => name === "TOKEN_ISSUERS")?.value;

    it("tells those that check tokens whose they may take, and no others", async () => {
      assert.deepEqual(JSON.parse((await issuersIn({ roles: ["A"] })) ?? ""), ISSUERS);
      assert.equal(await issuersIn("anonymous"), undefined);
    });
  });

  it("knows the hash of its package in a preview already", async () => {
    let hash: unknown;
    await up(() => declare().packageHash.apply((known) => (hash = known)), { preview: true });
    assert.equal(hash, "5ha");
  });
});
