import assert from "node:assert/strict";
import { AzureError } from "../../../local/shared/azure-error.js";
import { app } from "./packages.js";
import { HOST, IDENTITY, SITE, TestHost } from "./platform.js";

const BLOB = "https://stapp.blob.core.windows.net/azure-webjobs-secrets/func-app/host.json";
const APP = app(`app.eventGrid("e", { handler: async () => {} });`);
const WEB = app(`app.http("w", { authLevel: "anonymous", handler: async () => ({ body: "up" }) });`);

describe("host keys", () => {
  let host: TestHost;
  beforeEach(async () => {
    host = new TestHost();
    await host.start();
  });
  afterEach(() => host.close());

  const stored = () => JSON.parse(Buffer.from(host.storage.blobs.get(BLOB) ?? []).toString("utf8"));
  const unavailable = (error: unknown) =>
    error instanceof AzureError &&
    error.status === 400 &&
    error.message.includes("(ServiceUnavailable) from host runtime");

  it("are made in the host's storage, in Azure's form", async () => {
    await host.deploy(APP);
    const keys = await host.act(SITE, "host/default/listKeys");
    assert.deepEqual(Object.keys(keys).sort(), ["functionKeys", "masterKey", "systemKeys"]);
    const { masterKey, functionKeys, systemKeys } = stored();
    assert.deepEqual(masterKey, { name: "master", value: keys.masterKey, encrypted: false });
    assert.deepEqual(
      functionKeys.map((key: { name: string }) => key.name),
      ["default"],
    );
    assert.deepEqual(
      systemKeys.map((key: { name: string }) => key.name),
      ["eventgrid_extension"],
    );
    for (const key of [masterKey, ...functionKeys, ...systemKeys]) assert.match(key.value, /^[\w-]{44}AzFu[\w-]{6}==$/);
  });

  it("have none for Event Grid without such a trigger", async () => {
    await host.deploy(WEB);
    assert.deepEqual((await host.act(SITE, "host/default/listKeys")).systemKeys, {});
  });

  it("are not there before the host is up", async () => {
    await assert.rejects(async () => {
      await host.deploy(APP);
      await host.functions.stop();
      await host.act(SITE, "host/default/listKeys");
    }, unavailable);
  });

  it("stay the same over restarts, and for a site made again over the same storage", async () => {
    await host.deploy(APP);
    const before = host.masterKey();
    await host.restart();
    await host.until("started", 2);
    assert.equal(host.masterKey(), before);
    await host.delete(SITE);
    await host.deploy(APP);
    await host.until("started", 3);
    assert.equal(host.masterKey(), before);
  });

  it("are new for a site made again over other storage", async () => {
    await host.deploy(APP);
    const before = host.masterKey();
    await host.delete(SITE);
    host.storage.blobs.clear();
    await host.deploy(APP);
    await host.until("started", 2);
    assert.notEqual(host.masterKey(), before);
  });

  it("wait for the grant", async () => {
    await host.deploy(APP);
    host.storage.grants.clear();
    await host.restart();
    const waiting = await host.until("waiting", 2);
    assert.match(waiting.note ?? "", /azure-webjobs-secrets: 403 AuthorizationPermissionMismatch/);
    assert.equal((await host.call(HOST, "/api/w")).status, 503);
    await assert.rejects(host.act(SITE, "host/default/listKeys"), unavailable);
    const asked = host.storage.calls.length;
    host.clock.move(500);
    await host.when(() => host.storage.calls.length > asked);
    host.storage.grants.add(`${IDENTITY} stapp`);
    await host.when(() => {
      host.clock.move(1_000);
      return host.count("started") === 2;
    });
    assert.equal(host.count("waiting"), 2);
  });
});
