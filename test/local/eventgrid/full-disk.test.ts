import assert from "node:assert/strict";
import { cloudEvent, EventGridWorld } from "./event-grid-world.js";

describe("Event Grid on a full disk", () => {
  let world: EventGridWorld;

  beforeEach(async () => {
    world = new EventGridWorld();
    await world.open();
    await world.names();
  });
  afterEach(() => world.close());

  /** Lets the database grow by so many pages of 4 kB. */
  const room = (pages: number) => {
    const used = Number(world.platform.store.get("PRAGMA page_count")?.page_count);
    world.platform.store.define(`PRAGMA max_page_count = ${used + pages}`);
  };

  it("refuses with 503 what it cannot write, keeps all that it accepted, and goes on when there is room", async () => {
    world.answer = () => undefined;
    room(40);
    const accepted: string[] = [];
    let refused = 0;
    for (let count = 0; refused < 3; count += 1) {
      assert.ok(count < 100, "the disk is full by now");
      const event = cloudEvent({ data: "x".repeat(8_000) });
      const { status, text } = await world.publish("names", event);
      if (status === 200) accepted.push(event.id);
      else {
        refused += 1;
        assert.equal(status, 503);
        const { error } = JSON.parse(text) as { error: { code: string; message: string } };
        assert.equal(error.code, "ServiceUnavailable");
        assert.match(error.message, /^The events could not be stored, and none of them was accepted\./);
      }
    }
    assert.ok(accepted.length > 5);
    assert.equal(world.stored(), accepted.length);
    room(10_000);
    const after = cloudEvent();
    assert.equal((await world.publish("names", after)).status, 200);
    world.answer = () => ({ status: 200 });
    await world.restart();
    await world.until("delivered", accepted.length + 1);
    const delivered = new Set(world.deliveries().map(({ body }) => (JSON.parse(body) as { id: string }).id));
    assert.deepEqual([...delivered].sort(), [...accepted, after.id].sort());
  });

  it("takes all events of a request, or none", async () => {
    world.answer = () => undefined;
    room(40);
    const many = Array.from({ length: 100 }, () => cloudEvent({ data: "x".repeat(8_000) }));
    assert.equal((await world.publish("names", many)).status, 503);
    assert.equal(world.stored(), 0);
    assert.equal((await world.publish("names", cloudEvent())).status, 200);
    assert.equal(world.stored(), 1);
  });

  it("takes what fits of requests that share a transaction", async () => {
    world.answer = () => undefined;
    room(60);
    const large = Array.from({ length: 100 }, () => cloudEvent({ data: "x".repeat(8_000) }));
    const answers = await Promise.all([cloudEvent(), large, cloudEvent()].map((body) => world.publish("names", body)));
    assert.equal(answers[1]?.status, 503);
    const accepted = answers.filter(({ status }) => status === 200).length;
    assert.equal(world.stored(), accepted, "acknowledged and stored are the same");
  });
});
