import assert from "node:assert/strict";
import { AzureError } from "../../../local/shared/azure-error.js";
import { app } from "./packages.js";
import { HOST, PLAN, planInputs, SCM, SITE, siteInputs, TestHost } from "./platform.js";

const APP = app(`app.http("w", { authLevel: "anonymous", handler: async () => ({ body: "up" }) });`);
const AUTHORIZATION = { authorization: "Bearer deployer" };

describe("App Service on a bad day", () => {
  let host: TestHost;
  beforeEach(async () => {
    host = new TestHost();
    await host.start();
  });
  afterEach(() => host.close());

  const declare = async () => {
    await host.put(PLAN, planInputs());
    await host.put(SITE, siteInputs());
  };
  const listKeys = () => host.act(SITE, "host/default/listKeys");
  const latest = async () =>
    JSON.parse((await host.call(SCM, "/api/deployments/latest", { headers: AUTHORIZATION })).text) as {
      status: number;
      status_text: string;
    };
  const refusal = async (work: Promise<unknown>): Promise<AzureError> => {
    const error: unknown = await work.then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
    assert.ok(error instanceof AzureError);
    return error;
  };

  it("quota: refuses a plan as often as told, and then takes it", async () => {
    host.misbehaviours.set("quota", 1);
    const { status, code, message } = await refusal(host.put(PLAN, planInputs()));
    assert.deepEqual([status, code], [401, "Unauthorized"]);
    assert.match(
      message,
      /^Operation cannot be completed without additional quota\..*New Limit that you should request/,
    );
    await declare();
  });

  it("conflict: refuses a site since it is being changed", async () => {
    await host.put(PLAN, planInputs());
    host.misbehaviours.set("conflict", 1);
    const { status, code, message, details } = await refusal(host.put(SITE, siteInputs()));
    assert.deepEqual([status, code, details[0]?.code], [409, "Conflict", "59203"]);
    assert.match(message, /^Cannot modify this site because another operation is in progress\. Details: Id: /);
    await host.put(SITE, siteInputs());
  });

  it("publish-503: the deployment endpoint is not there, whoever asks", async () => {
    await declare();
    host.misbehaviours.set("publish-503", 2);
    assert.equal((await host.publish(APP)).status, 503);
    assert.equal((await host.call(SCM, "/api/deployments")).text, "Site Unavailable");
    assert.equal((await host.publish(APP)).status, 202);
  });

  it("publish-403: the shipment fails with storage's refusal, which tools look for", async () => {
    await declare();
    host.misbehaviours.set("publish-403", 1);
    await host.publish(APP);
    const { status, status_text } = await latest();
    assert.equal(status, 3);
    assert.match(status_text, /Azure Storage responded with Forbidden \(403\)/);
    await host.publish(APP);
    assert.equal((await latest()).status, 4);
  });

  it("deployment-fails: the package is taken and does not run; the next one does", async () => {
    await declare();
    host.misbehaviours.set("deployment-fails", 1);
    await host.publish(APP);
    const { status, status_text } = await latest();
    assert.equal(status, 3);
    assert.match(status_text, /Kudu has been restarted after package deployed/);
    assert.equal(host.storage.blobs.size, 1);
    assert.equal((await host.call(HOST, "/api/w")).status, 503);
    await host.publish(APP);
    await host.until("started");
    assert.equal((await host.call(HOST, "/api/w")).text, "up");
  });

  it("keys-late: refuses to list keys for so long after the host has them, while the app answers", async () => {
    host.misbehaviours.set("keys-late", 3);
    await host.deploy(APP);
    const { status, code, message } = await refusal(listKeys());
    assert.deepEqual([status, code], [400, "BadRequest"]);
    assert.equal(message, "Encountered an error (ServiceUnavailable) from host runtime.");
    assert.equal((await host.call(HOST, "/api/w")).text, "up");
    host.clock.move(2_999);
    await refusal(listKeys());
    host.clock.move(1);
    assert.equal((await listKeys()).masterKey, host.masterKey());
  });

  it("hosts-slow: has keys, and answers 503 until its functions are loaded", async () => {
    host.misbehaviours.set("hosts-slow", 2);
    await declare();
    await host.publish(APP);
    await host.until("misbehaved");
    assert.equal((await listKeys()).masterKey, host.masterKey());
    assert.equal((await host.call(HOST, "/api/w")).status, 503);
    host.clock.move(1_000);
    await host.until("misbehaved", 2);
    assert.equal(host.functions.apps()[0]?.state, "Initialized");
    host.clock.move(1_000);
    await host.until("started");
    assert.equal((await host.call(HOST, "/api/w")).text, "up");
  });

  it("hosts-slow: is up soon after it was told to behave", async () => {
    host.misbehaviours.set("hosts-slow", 600);
    await declare();
    await host.publish(APP);
    await host.until("misbehaved");
    host.misbehaviours.clear();
    host.clock.move(1_000);
    await host.until("started");
  });
});
