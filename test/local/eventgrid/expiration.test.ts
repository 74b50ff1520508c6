import assert from "node:assert/strict";
import { cloudEvent, EventGridWorld, MINUTE, subscriptionId } from "./event-grid-world.js";

const DAY = 24 * 60 * MINUTE;

/** It is 2026-01-05T10:00:00Z. */
describe("Event Grid expiration of subscriptions", () => {
  let world: EventGridWorld;
  const zone = process.env.TZ;

  // Nothing may depend on where the machine is.
  before(() => {
    process.env.TZ = "America/New_York";
  });
  after(() => {
    if (zone === undefined) delete process.env.TZ;
    else process.env.TZ = zone;
  });
  beforeEach(async () => {
    world = new EventGridWorld();
    await world.open();
  });
  afterEach(() => world.close());

  const isThere = () => world.resources.get(subscriptionId("names", "all")) !== undefined;

  it("drops what waits for one that ends", async () => {
    await world.names({ expirationTimeUtc: "2026-01-05T10:05:00Z" });
    world.answer = () => ({ status: 500 });
    await world.publish("names", cloudEvent());
    await world.until("retrying");
    await world.pass(5 * MINUTE);
    await world.until("expired");
    assert.equal(world.stored(), 0);
    world.answer = () => ({ status: 200 });
    const before = world.deliveries().length;
    await world.pass(DAY);
    assert.equal(world.deliveries().length, before);
  });

  it("goes by the last time that was declared", async () => {
    await world.names({ expirationTimeUtc: "2026-01-05T10:05:00Z" });
    await world.names({ expirationTimeUtc: "2026-01-05T11:05:00+01:00" });
    await world.names({ expirationTimeUtc: "2026-01-05T10:10" });
    world.clock.move(10 * MINUTE - 1);
    await world.settle();
    assert.ok(isThere());
    await world.names();
    world.clock.move(DAY);
    await world.settle();
    assert.ok(isThere(), "it ends no more");
  });

  it("takes a time without an offset for UTC", async () => {
    await world.names({ expirationTimeUtc: "2026-01-05T10:10" });
    world.clock.move(10 * MINUTE);
    await world.until("expired");
    assert.equal(isThere(), false);
  });

  it("ends one at the next start whose time came while nothing ran", async () => {
    await world.names({ expirationTimeUtc: "2026-01-06" });
    await world.restart(async () => world.clock.move(14 * 60 * MINUTE - 1));
    assert.ok(isThere());
    await world.restart(async () => world.clock.move(1));
    assert.equal(isThere(), false);
  });

  it("ends one that was taken up by a start", async () => {
    await world.names({ expirationTimeUtc: "2026-01-06" });
    await world.restart();
    world.clock.move(14 * 60 * MINUTE);
    await world.until("expired");
    assert.equal(isThere(), false);
  });
});
