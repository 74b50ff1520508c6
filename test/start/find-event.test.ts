import assert from "node:assert/strict";
import * as z from "zod";
import { defineEvent } from "../../contracts/index.js";
import { findEvent } from "../../start/find-event.js";

const events = ["Orders.Placed.v1", "Orders.Placed.v2", "Refunds.Placed.v1", "Orders.PlacedTwice.v1"].map((type) =>
  defineEvent(type, z.object({})),
);
const find = (name: string) => findEvent(name, events).type;

describe("An event is found", () => {
  it("by its type, or by any part of it that no other has", () => {
    assert.equal(find("Orders.Placed.v1"), "Orders.Placed.v1");
    assert.equal(find("PlacedTwice"), "Orders.PlacedTwice.v1");
    assert.equal(find("Placed.v2"), "Orders.Placed.v2");
    assert.equal(find("refunds.placed"), "Refunds.Placed.v1");
  });

  it("never by chance: the error lists which have it, or which there are", () => {
    assert.throws(() => find("Orders.Placed"), {
      message: 'event "Orders.Placed" is more than one: expected one of Orders.Placed.v1, Orders.Placed.v2',
    });
    assert.throws(() => find("Place"), {
      message: `event "Place": expected one of ${events.map(({ type }) => type).join(", ")}`,
    });
    assert.throws(() => find(""), /expected one of/);
  });
});
