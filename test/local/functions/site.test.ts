import assert from "node:assert/strict";
import { AzureError } from "../../../local/shared/azure-error.js";
import type { Properties } from "../../../local/shared/resource.js";
import { HOST, IDENTITY, PLAN, planInputs, SITE, siteInputs, TestHost } from "./platform.js";

const CONFIG = siteInputs().functionAppConfig as Properties;
const withScale = (scaleAndConcurrency: Properties) =>
  siteInputs({}, { functionAppConfig: { ...CONFIG, scaleAndConcurrency } });
const withConfig = (siteConfig: Properties) => siteInputs({}, { siteConfig });
const withStorage = (storage: Properties) =>
  siteInputs({}, { functionAppConfig: { ...CONFIG, deployment: { storage } } });

describe("site", () => {
  let host: TestHost;
  beforeEach(async () => {
    host = new TestHost();
    await host.start();
    await host.put(PLAN, planInputs());
  });
  afterEach(() => host.close());

  const refused = (inputs: Properties, status: number, message: RegExp, id = SITE) =>
    assert.rejects(host.put(id, inputs), (error: unknown) => {
      assert.ok(error instanceof AzureError, String(error));
      assert.equal(error.status, status);
      assert.match(error.message, message);
      return true;
    });

  it("answers with what Azure adds, and without the settings", async () => {
    const { outputs } = await host.put(SITE, siteInputs({ SECRET: "s3cret" }));
    assert.equal(outputs.defaultHostName, HOST);
    assert.deepEqual(outputs.enabledHostNames, [HOST, "func-app.scm.azurewebsites.net"]);
    assert.equal(outputs.state, "Running");
    assert.deepEqual(outputs.identity, {
      type: "UserAssigned",
      userAssignedIdentities: { [IDENTITY]: { principalId: "principal-of-id-app", clientId: "client-of-id-app" } },
    });
    assert.deepEqual(outputs.siteConfig, { minTlsVersion: "1.2" });
    assert.doesNotMatch(JSON.stringify(outputs), /s3cret/);
  });

  it("needs its functionAppConfig", () =>
    refused(
      siteInputs({}, { functionAppConfig: undefined }),
      400,
      /^Site\.FunctionAppConfig is invalid\. {2}The FunctionAppConfig section was not specified/,
    ));

  for (const name of [
    "WEBSITE_RUN_FROM_PACKAGE",
    "FUNCTIONS_WORKER_RUNTIME",
    "SCM_DO_BUILD_DURING_DEPLOYMENT",
    "website_contentshare",
  ]) {
    it(`does not take the setting ${name}`, () =>
      refused(
        siteInputs({ [name]: "1" }),
        400,
        new RegExp(`AppSettings\\.${name}\\) for Flex Consumption sites is invalid\\. {2}Please remove`),
      ));
  }

  it("does not take configuration that Flex Consumption does not have", async () => {
    await refused(
      withConfig({ linuxFxVersion: "NODE|22" }),
      400,
      /configuration property \(Site\.SiteConfig\.LinuxFxVersion\) for Flex Consumption sites is invalid/,
    );
    await refused(
      withConfig({ ftpsState: "Disabled", use32BitWorkerProcess: false }),
      400,
      /list of 2 site configuration properties \(Site\.SiteConfig\.FtpsState, Site\.SiteConfig\.Use32BitWorkerProcess\)/,
    );
    await refused(withConfig({ alwaysOn: true }), 400, /AlwaysOn/);
  });

  it("checks memory and scale", async () => {
    await refused(
      withScale({ instanceMemoryMB: 1024 }),
      400,
      /InstanceMemoryMB 1024 is invalid\. {2}Expected one of 512, 2048, 4096/,
    );
    await refused(
      withScale({ maximumInstanceCount: 20 }),
      400,
      /MaximumInstanceCount 20 is invalid\. {2}Expected 40 to 1000/,
    );
  });

  it("checks plan, identity and deployment storage", async () => {
    await refused(siteInputs({}, { serverFarmId: `${PLAN}-x` }), 404, /^Cannot find ServerFarm with name plan-x\.$/);
    const lost = { type: "UserAssigned", userAssignedIdentities: [`${IDENTITY}-x`] };
    await refused(siteInputs({}, { identity: lost }), 400, /id-app-x' was not found/);
    await refused(
      siteInputs({}, { identity: { type: "SystemAssigned" } }),
      400,
      /does not support Site\.Identity\.Type "SystemAssigned"/,
    );
    const storage = (CONFIG.deployment as { storage: Properties }).storage;
    await refused(
      withStorage({ ...storage, value: "https://stapp.blob.core.windows.net//deployments" }),
      400,
      /Storage\.Value/,
    );
    const authentication = { type: "UserAssignedIdentity", userAssignedIdentityResourceId: `${IDENTITY}-y` };
    await refused(withStorage({ ...storage, authentication }), 400, /Expected one of the identities of the site/);
    await refused(
      withStorage({ ...storage, authentication: { type: "StorageAccountConnectionString" } }),
      400,
      /does not support/,
    );
  });

  it("has a name that is free everywhere", async () => {
    await host.put(SITE, siteInputs());
    await host.put(SITE, siteInputs());
    await refused(
      siteInputs(),
      409,
      /^Website with given name FUNC-app already exists\.$/,
      `${SITE.replace("/rg/", "/rg2/").replace("func-app", "FUNC-app")}`,
    );
    await refused(siteInputs(), 400, /Site\.Name -x/, SITE.replace("func-app", "-x"));
  });

  it("holds its plan", async () => {
    await host.put(SITE, siteInputs());
    assert.equal((await host.put(PLAN, planInputs())).outputs.numberOfSites, 1);
    await assert.rejects(host.delete(PLAN), /cannot be deleted because it has web app\(s\) func-app assigned/);
    await host.delete(SITE);
    await host.delete(PLAN);
  });

  it("keeps policies of publishing credentials", async () => {
    const policy = `${SITE}/basicPublishingCredentialsPolicies/ftp`;
    await assert.rejects(host.put(policy, { allow: false }), { status: 404, code: "ParentResourceNotFound" });
    await host.put(SITE, siteInputs());
    assert.equal((await host.put(policy, { allow: false })).outputs.allow, false);
    await assert.rejects(
      host.put(`${SITE}/basicPublishingCredentialsPolicies/x`, { allow: false }),
      /Expected ftp or scm/,
    );
  });

  it("is kept but not run when it is no Flex Consumption function app", async () => {
    const plan = PLAN.replace("plan", "basic");
    await host.put(plan, { sku: { name: "B1", tier: "Basic" } });
    await host.put(SITE, { kind: "app", serverFarmId: plan, siteConfig: { linuxFxVersion: "NODE|22" } });
    assert.match((await host.until("waiting")).note ?? "", /no function app/);
    assert.equal((await host.call(HOST, "/")).status, 503);
  });

  it("synchronises triggers", async () => {
    await host.put(SITE, siteInputs());
    assert.deepEqual(await host.act(SITE, "syncfunctiontriggers"), { status: "success" });
  });
});
