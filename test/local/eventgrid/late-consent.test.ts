import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fetch, ProxyAgent } from "undici";
import { isConsentHost } from "../../../local/eventgrid/consent-offer.js";
import { Certificates } from "../../../local/gateway/certificates.js";
import { Gateway } from "../../../local/gateway/gateway.js";
import type { AzureError } from "../../../local/shared/azure-error.js";
import type { Properties } from "../../../local/shared/resource.js";
import type { ReceivedRequest, Responder } from "../platform.js";
import {
  CLOUD_EVENTS,
  cloudEvent,
  consentUrl,
  EventGridWorld,
  gridEvent,
  MINUTE,
  silent,
  subscriptionId,
} from "./event-grid-world.js";

const OTHER = "other.example.net";

describe("Event Grid late consent", () => {
  let world: EventGridWorld;
  let received: ReceivedRequest[];
  let answer: Responder;

  beforeEach(async () => {
    world = new EventGridWorld();
    await world.open();
    await world.topic("names", { inputSchema: CLOUD_EVENTS });
    await world.topic("grid");
    answer = silent;
    received = await world.serve(OTHER, (request) => answer(request));
  });
  afterEach(() => world.close());

  const destination = { endpointType: "WebHook", endpointUrl: `https://${OTHER}/x?code=s3cret` };
  const declare = (topic: string, more: Properties = {}) =>
    world.subscribe(topic, "all", {
      destination,
      ...(topic === "names" && { eventDeliverySchema: CLOUD_EVENTS }),
      ...more,
    });
  /** Declares a subscription whose webhook leaves its consent open. */
  const awaiting = async (topic: string, more?: Properties) => {
    const made = declare(topic, more);
    // Told apart from a call that was answered: none is, before somebody consents.
    const outcome = made.then(
      () => "made",
      (error: AzureError) => error,
    );
    await world.when(() => world.stateOf(topic, "all") === "AwaitingManualAction");
    return { outcome, url: consentUrl(received) };
  };
  const notifications = () => received.filter(({ headers }) => headers["aeg-event-type"] === "Notification");
  const publish = (topic: string) =>
    topic === "names"
      ? world.publish("names", cloudEvent())
      : world.publish("grid", [gridEvent()], { "content-type": "application/json" });

  it("is left open by no code, by another one, and by what is no JSON", async () => {
    for (const body of ["", "{}", "null", "code", '{"validationResponse":"another"}']) {
      answer = () => ({ status: 200, body });
      const { outcome, url } = await awaiting("grid");
      assert.equal((await world.visit(url)).status, 200, body);
      assert.equal(await outcome, "made");
      await world.manager.delete(subscriptionId("grid", "all"));
    }
  });

  it("is told in the log without what opens the URL", async () => {
    const { url } = await awaiting("grid");
    const told = await world.until("awaiting-consent");
    assert.equal(told.target, subscriptionId("grid", "all"));
    await world.visit(url);
    await world.until("consented");
    const { searchParams } = new URL(url);
    for (const secret of [searchParams.get("token"), searchParams.get("id"), "s3cret"]) {
      assert.equal(JSON.stringify(world.activities).includes(String(secret)), false);
      const stored = JSON.stringify(world.resources.get(subscriptionId("grid", "all"))?.outputs);
      assert.equal(stored.includes(String(secret)), false);
    }
  });

  it("is given through the proxy, at the port that the URL names", async () => {
    const folder = mkdtempSync(join(tmpdir(), "late-consent-"));
    const certificates = await Certificates.open(folder);
    const gateway = new Gateway(certificates, [world.service]);
    await gateway.listen(0);
    const proxy = { uri: `http://127.0.0.1:${gateway.proxyPort}`, requestTls: { ca: certificates.authority } };
    const dispatcher = new ProxyAgent(proxy);
    try {
      const { outcome, url } = await awaiting("grid");
      assert.equal(new URL(url).port, "553");
      assert.equal((await fetch(url, { dispatcher })).status, 200);
      assert.equal(await outcome, "made");
    } finally {
      await dispatcher.close();
      await gateway.close();
      rmSync(folder, { recursive: true });
    }
  });

  it("keeps no token on disk", async () => {
    const { url } = await awaiting("grid");
    const rows = JSON.stringify(world.platform.store.all("SELECT * FROM eventgrid_consents"));
    assert.ok(rows.includes(String(new URL(url).searchParams.get("id"))));
    assert.equal(rows.includes(String(new URL(url).searchParams.get("token"))), false);
  });

  it("may come just before the answer of the webhook is read, and not while it is being made", async () => {
    const answers = world.holdAnswers();
    const made = declare("grid");
    await world.when(() => received.length === 1);
    const early = world.visit(consentUrl(received));
    await world.settle();
    world.clock.move(2_000);
    assert.equal((await early).status, 400);
    const soon = world.visit(consentUrl(received));
    await world.settle();
    answers[0]?.();
    assert.equal((await soon).status, 200);
    await made;
  });

  it("is as good after a restart: the call that declared the subscription has ended, events come", async () => {
    for (const topic of ["grid", "names"]) {
      const { outcome, url } = await awaiting(topic);
      await world.restart(async () => world.clock.move(9 * MINUTE));
      assert.match(String(await outcome), /still awaits the consent of its webhook/);
      assert.equal(world.stateOf(topic, "all"), "AwaitingManualAction");
      await publish(topic);
      assert.equal((await world.visit(url)).status, 200);
      assert.equal(world.stateOf(topic, "all"), "Succeeded");
      await publish(topic);
      await world.when(() => notifications().length === 1);
      await world.manager.delete(subscriptionId(topic, "all"));
      received.length = 0;
    }
  });

  it("comes too late after a restart as well", async () => {
    const { outcome, url } = await awaiting("grid");
    await world.restart(async () => world.clock.move(10 * MINUTE));
    await outcome;
    assert.equal((await world.visit(url)).status, 400);
    world.clock.move(1);
    await world.when(() => world.stateOf("grid", "all") === "Failed");
    assert.equal((await world.visit(url)).status, 400);
  });

  it("is waited for no more when nobody can give it: a subscription fails at the next start", async () => {
    const { outcome } = await awaiting("grid");
    await world.restart(async () => void world.platform.store.run("DELETE FROM eventgrid_consents"));
    await outcome;
    assert.equal(world.stateOf("grid", "all"), "Failed");
  });

  it("ends with its subscription", async () => {
    const { outcome, url } = await awaiting("grid");
    await world.manager.delete(subscriptionId("grid", "all"));
    assert.match(String(await outcome), /was deleted before its webhook had consented/);
    assert.equal((await world.visit(url)).status, 400);
    world.clock.move(10 * MINUTE);
    await world.settle();
    assert.equal(world.resources.get(subscriptionId("grid", "all")), undefined);
    assert.deepEqual(world.platform.store.all("SELECT * FROM eventgrid_consents"), []);
  });

  it("is needed anew for a change: until then no event comes, and what waited before is kept", async () => {
    answer = ({ headers }) => ({ status: headers["aeg-event-type"] === "Notification" ? 500 : 200 });
    const first = await awaiting("grid");
    await world.visit(first.url);
    await first.outcome;
    await publish("grid");
    await world.until("retrying");
    const changed = await awaiting("grid", { filter: { includedEventTypes: ["Names.NameGenerated.v1"] } });
    answer = silent;
    await world.manager.put(subscriptionId("grid", "gone"), {
      destination: { ...destination, endpointUrl: "https://hook.example.net/x" },
    });
    await world.manager.delete(subscriptionId("grid", "gone"));
    await publish("grid");
    await world.pass(MINUTE);
    assert.equal(notifications().length, 1, "the first attempt of the first event");
    assert.equal(world.waiting("grid", "all"), 1);
    await world.visit(changed.url);
    await changed.outcome;
    await world.until("delivered");
    assert.equal(notifications().length, 2, "the event of between is nobody's");
  });

  it("is missed by a change: the subscription has failed, and no event comes until it is written again", async () => {
    const first = await awaiting("grid");
    await world.visit(first.url);
    await first.outcome;
    const changed = await awaiting("grid", { labels: ["changed"] });
    world.clock.move(10 * MINUTE);
    assert.match(String(await changed.outcome), /terminal provisioning state 'Failed'/);
    assert.equal(world.stateOf("grid", "all"), "Failed");
    await publish("grid");
    await world.pass(MINUTE);
    assert.deepEqual(notifications(), []);
    const again = await awaiting("grid", { labels: ["changed"] });
    await world.visit(again.url);
    await again.outcome;
    await publish("grid");
    await world.when(() => notifications().length === 1);
  });

  it("has hosts of its own", () => {
    assert.equal(world.service.answers("rp-westeurope.eventgrid.azure.net"), true);
    for (const host of [
      "rp-.eventgrid.azure.net",
      "x.rp-westeurope.eventgrid.azure.net",
      "rp-a.eventgrid.azure.net.evil.net",
    ]) {
      assert.equal(isConsentHost(host), false, host);
    }
  });

  it("is given by a URL as it was sent alone", async () => {
    const { url } = await awaiting("grid");
    const changed = (change: (url: URL) => void) => {
      const other = new URL(url);
      change(other);
      return world.visit(other.href);
    };
    const statuses = [
      await changed(({ searchParams }) => searchParams.set("token", "guess")),
      await changed(({ searchParams }) => searchParams.delete("token")),
      await changed(({ searchParams }) => searchParams.set("id", "00000000-0000-0000-0000-000000000000")),
      await changed((other) => {
        other.pathname = "/validate";
      }),
      await world.visit(url, "HEAD"),
      await world.visit(url, "PUT"),
    ].map(({ status }) => status);
    assert.deepEqual(statuses, [400, 400, 400, 404, 405, 405]);
    assert.equal(world.stateOf("grid", "all"), "AwaitingManualAction");
    assert.equal((await world.visit(url)).status, 200);
  });
});
