import assert from "node:assert/strict";
import { gzipSync } from "node:zlib";
import { createMonitor, type Monitor } from "../../../local/monitor/index.js";
import { TelemetryStore } from "../../../local/monitor/telemetry-store.js";
import { TENANT } from "../../../local/shared/arm-id.js";
import type { Properties } from "../../../local/shared/resource.js";
import { type Answer, GROUP, World } from "../platform.js";

const METRICS_PUBLISHER = "3913510d-42f4-4e42-8a64-420c390055eb";
const READER = "acdd72a7-3385-48ef-bd42-f606fba81ae7";
const HOST = "https://westeurope-5.in.applicationinsights.azure.com";
const componentId = (name: string) => `${GROUP}/providers/Microsoft.Insights/components/${name}`;
const workspaceId = (name: string) => `${GROUP}/providers/Microsoft.OperationalInsights/workspaces/${name}`;
const GUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

describe("Azure Monitor", () => {
  let world: World<Monitor>;

  beforeEach(async () => {
    world = new World(createMonitor);
    await world.open();
  });
  afterEach(() => world.close());

  const component = (name: string, inputs: Properties = {}) =>
    world.put(componentId(name), {
      resourceGroupName: "rg",
      resourceName: name,
      location: "West Europe",
      kind: "web",
      applicationType: "web",
      ...inputs,
    });
  const keyOf = async (name: string, inputs: Properties = {}) =>
    String((await component(name, inputs)).instrumentationKey);
  const envelope = (iKey: string, more: Properties = {}) => ({
    name: "Microsoft.ApplicationInsights.Message",
    time: "2026-01-05T10:00:00Z",
    iKey,
    data: { baseType: "MessageData", baseData: { message: "hello" } },
    ...more,
  });
  const track = (body: unknown, headers: Record<string, string> = {}, path = "/v2.1/track"): Promise<Answer> =>
    world.send(
      "POST",
      `${HOST}${path}`,
      { "content-type": "application/json", ...headers },
      typeof body === "string" || body instanceof Uint8Array ? body : JSON.stringify(body),
    );
  const bearer = (principal: string, audience = "https://monitor.azure.com") => ({
    authorization: `Bearer ${principal}@${audience}`,
  });
  const answerOf = ({ text }: Answer) =>
    JSON.parse(text) as {
      itemsReceived: number;
      itemsAccepted: number;
      errors: { index: number; statusCode: number; message: string }[];
    };

  describe("components", () => {
    it("show a connection string, whose key stays through updates", async () => {
      await world.put(workspaceId("logs"), { location: "westeurope" });
      const outputs = await component("appi", { workspaceResourceId: workspaceId("logs"), disableLocalAuth: true });
      const { appId, instrumentationKey, connectionString } = outputs;
      assert.match(String(appId), GUID);
      assert.match(String(instrumentationKey), GUID);
      assert.equal(
        connectionString,
        `InstrumentationKey=${instrumentationKey};IngestionEndpoint=${HOST}/;LiveEndpoint=https://westeurope.livediagnostics.monitor.azure.com/;ApplicationId=${appId}`,
      );
      assert.equal(outputs.location, "westeurope");
      assert.equal(outputs.applicationId, "appi");
      assert.equal(outputs.ingestionMode, "LogAnalytics");
      assert.equal(outputs.disableLocalAuth, true);
      assert.equal(outputs.provisioningState, "Succeeded");
      assert.equal(outputs.retentionInDays, 90);
      assert.equal(outputs.tenantId, TENANT);
      assert.equal(outputs.creationDate, "2026-01-05T10:00:00.000Z");
      assert.equal(outputs.resourceGroupName, undefined);
      world.clock.move(1_000);
      const updated = await component("appi", { workspaceResourceId: workspaceId("logs"), retentionInDays: 30 });
      for (const kept of ["appId", "instrumentationKey", "connectionString", "creationDate"]) {
        assert.equal(updated[kept], outputs[kept], kept);
      }
      assert.equal(updated.retentionInDays, 30);
    });

    it("need a workspace that is there", async () => {
      await assert.rejects(component("appi", { workspaceResourceId: workspaceId("none") }), { status: 404 });
    });

    it("answer for their own hosts alone", () => {
      for (const host of [
        "westeurope-5.in.applicationinsights.azure.com",
        "westeurope.livediagnostics.monitor.azure.com",
      ]) {
        assert.equal(world.service.answers(host), true, host);
      }
      for (const host of [
        "dc.services.visualstudio.com",
        "a.westeurope-5.in.applicationinsights.azure.com",
        "monitor.azure.com",
      ]) {
        assert.equal(world.service.answers(host), false, host);
      }
    });
  });

  describe("workspaces", () => {
    it("show an id that stays, and their defaults", async () => {
      const outputs = await world.put(workspaceId("logs"), {
        resourceGroupName: "rg",
        workspaceName: "logs",
        location: "West Europe",
        sku: { name: "PerGB2018" },
        features: { disableLocalAuth: true },
      });
      assert.match(String(outputs.customerId), GUID);
      const { customerId, ...others } = outputs;
      assert.deepEqual(others, {
        azureApiVersion: "2023-09-01",
        createdDate: "2026-01-05T10:00:00.000Z",
        features: { disableLocalAuth: true, enableLogAccessUsingOnlyResourcePermissions: true },
        id: workspaceId("logs"),
        location: "westeurope",
        modifiedDate: "2026-01-05T10:00:00.000Z",
        name: "logs",
        privateLinkScopedResources: [],
        provisioningState: "Succeeded",
        publicNetworkAccessForIngestion: "Enabled",
        publicNetworkAccessForQuery: "Enabled",
        retentionInDays: 30,
        sku: { name: "PerGB2018", lastSkuUpdate: "2026-01-05T10:00:00.000Z" },
        type: "Microsoft.OperationalInsights/workspaces",
        workspaceCapping: {
          dailyQuotaGb: -1,
          dataIngestionStatus: "RespectQuota",
          quotaNextResetTime: "2026-01-06T00:00:00.000Z",
        },
      });
      assert.equal((await world.put(workspaceId("logs"), { retentionInDays: 60 })).customerId, customerId);
    });

    it("refuse a bad name, and a retention out of range", async () => {
      await assert.rejects(world.put(workspaceId("abc"), {}), /'abc' is not valid/);
      for (const days of [29, 731, 30.5]) {
        await assert.rejects(
          world.put(workspaceId("logs"), { retentionInDays: days }),
          new RegExp(`is ${days}; allowed .* 30 to 730`),
        );
      }
      await world.put(workspaceId("logs"), { retentionInDays: 7, sku: { name: "Free" } });
    });
  });

  describe("ingestion", () => {
    it("takes an array, an object, and lines; packed or not; on either path", async () => {
      const key = await keyOf("appi");
      const [one, other] = [envelope(key), envelope(key.toUpperCase())];
      const bodies: [unknown, Record<string, string>, string][] = [
        [[one, other], {}, "/v2.1/track"],
        [one, {}, "/v2/track"],
        [
          `${JSON.stringify(one)}\n${JSON.stringify(other)}\n`,
          { "content-type": "application/x-json-stream" },
          "/v2/track",
        ],
        [gzipSync(JSON.stringify([one])), { "content-encoding": "gzip" }, "/v2.1/track"],
      ];
      for (const [body, headers, path] of bodies) {
        const answer = await track(body, headers, path);
        assert.equal(answer.status, 200);
        const { itemsReceived, itemsAccepted, errors } = answerOf(answer);
        assert.deepEqual({ itemsAccepted, errors }, { itemsAccepted: itemsReceived, errors: [] });
      }
      const kept = world.service.telemetry.find({ component: componentId("appi") });
      assert.equal(kept.length, 6);
      assert.deepEqual(kept[0], {
        received: world.clock.now(),
        component: componentId("appi").toLowerCase(),
        kind: "MessageData",
        envelope: one,
      });
      assert.deepEqual(world.of("ingested").map(({ target, note }) => [target, note])[0], [
        componentId("appi"),
        "2 items",
      ]);
    });

    it("refuses what belongs to no component, and takes the rest", async () => {
      const key = await keyOf("appi");
      const some = await track([envelope("unknown"), envelope(key), 5]);
      assert.equal(some.status, 206);
      assert.deepEqual(answerOf(some), {
        itemsReceived: 3,
        itemsAccepted: 1,
        appId: null,
        errors: [
          { index: 0, statusCode: 400, message: "Invalid instrumentation key" },
          { index: 2, statusCode: 400, message: "Invalid instrumentation key" },
        ],
      });
      assert.equal((await track([envelope("unknown")])).status, 400);
      await world.manager.delete(componentId("appi"));
      assert.equal((await track([envelope(key)])).status, 400);
      assert.deepEqual(world.service.telemetry.find(), []);
    });

    it("wants a token with the right to write when local authentication is off", async () => {
      const key = await keyOf("appi", { disableLocalAuth: true });
      const missing = await track([envelope(key)]);
      assert.equal(missing.status, 401);
      assert.equal(answerOf(missing).errors[0]?.statusCode, 401);
      assert.equal((await track([envelope(key)], bearer("app"))).status, 403);
      await world.grant("app", READER, componentId("appi"));
      assert.equal((await track([envelope(key)], bearer("app"))).status, 403);
      assert.equal(world.service.telemetry.find().length, 0);
      await world.grant("app", METRICS_PUBLISHER, componentId("appi"));
      assert.equal((await track([envelope(key)], bearer("app"))).status, 200);
      assert.equal((await track([envelope(key)], bearer("app", "https://vault.azure.net"))).status, 401);
      assert.equal(world.service.telemetry.find().length, 1);
    });

    it("wants the right of whoever sends a token, even with local authentication", async () => {
      const key = await keyOf("appi");
      assert.equal((await track([envelope(key)])).status, 200);
      assert.equal((await track([envelope(key)], bearer("app"))).status, 403);
    });

    it("checks the right at each component", async () => {
      const [mine, other] = [
        await keyOf("mine", { disableLocalAuth: true }),
        await keyOf("other", { disableLocalAuth: true }),
      ];
      await world.grant("app", METRICS_PUBLISHER, componentId("mine"));
      const answer = await track([envelope(mine), envelope(other)], bearer("app"));
      assert.equal(answer.status, 206);
      assert.deepEqual(
        answerOf(answer).errors.map(({ index, statusCode }) => [index, statusCode]),
        [[1, 403]],
      );
    });

    it("refuses what it cannot read, and what unpacks to too much", async () => {
      assert.equal((await track("[{")).status, 400);
      assert.equal((await track("{}\nx")).status, 400);
      assert.equal((await track("[]", { "content-encoding": "gzip" })).status, 400);
      assert.equal((await track("[]", { "content-encoding": "br" })).status, 415);
      const bomb = gzipSync(Buffer.alloc(17 * 1024 * 1024, " "));
      assert.ok(bomb.length < 100_000);
      assert.equal((await track(bomb, { "content-encoding": "gzip" })).status, 413);
      assert.equal((await track(Buffer.alloc(17 * 1024 * 1024, " "))).status, 413);
      assert.equal((await track("[]", {}, "/v3/track")).status, 404);
      const empty = await track("[]");
      assert.equal(empty.status, 200);
      assert.equal(answerOf(empty).itemsReceived, 0);
    });

    it("keeps the newest only, and finds by component and kind", async () => {
      const telemetry = new TelemetryStore(world.platform.store, world.clock, 3);
      const add = (component: string, baseType: string, n: number) =>
        telemetry.add([{ component, envelope: envelope("k", { n, data: { baseType } }) }]);
      for (let n = 1; n <= 5; n += 1) await add(n === 4 ? "B" : "A", n === 5 ? "RequestData" : "MessageData", n);
      const numbers = (query: Parameters<TelemetryStore["find"]>[0]) =>
        telemetry.find(query).map(({ envelope: { n } }) => n);
      assert.deepEqual(numbers({}), [3, 4, 5]);
      assert.deepEqual(numbers({ limit: 2 }), [4, 5]);
      assert.deepEqual(numbers({ component: "a" }), [3, 5]);
      assert.deepEqual(numbers({ component: "A", kind: "RequestData" }), [5]);
    });

    it("keeps telemetry and keys through a restart", async () => {
      const key = await keyOf("appi");
      await track([envelope(key)]);
      await world.restart();
      assert.equal((await track([envelope(key)])).status, 200);
      assert.equal(world.service.telemetry.find().length, 2);
    });

    it("tells live metrics that nobody watches", async () => {
      const ping = await world.send(
        "POST",
        "https://westeurope.livediagnostics.monitor.azure.com/QuickPulseService.svc/ping?ikey=x",
        {},
        "[]",
      );
      assert.equal(ping.status, 200);
      assert.equal(ping.headers["x-ms-qps-subscribed"], "false");
    });
  });
});
