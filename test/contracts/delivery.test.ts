import assert from "node:assert/strict";
import * as z from "zod";
import { defineEvent, NameGenerated, onEvent } from "../../contracts/index.js";

describe("onEvent, with delivery options", () => {
  const OrderPlaced = defineEvent(
    "Orders.OrderPlaced.v1",
    z.object({
      id: z.uuid(),
      total: z.number(),
      express: z.boolean(),
      channel: z.enum(["web", "shop"]),
      tags: z.array(z.string()),
      note: z.string().optional(),
      address: z.object({ city: z.string() }),
    }),
  );
  const refuses = (run: () => unknown, message: string) => assert.throws(run, { message });

  it("has Event Grid's own defaults", () => {
    assert.deepEqual(onEvent(NameGenerated).delivery, {
      maxDeliveryAttempts: 30,
      eventTimeToLiveInMinutes: 1440,
      maxEventsPerBatch: 1,
      preferredBatchSizeInKilobytes: 64,
      subjectBeginsWith: "",
      subjectEndsWith: "",
      filters: [],
    });
  });

  it("turns conditions in the shape of the data into Event Grid's filters", () => {
    const { delivery } = onEvent(OrderPlaced, {
      filter: {
        total: { numberGreaterThan: 100, numberNotInRange: [[200, 300]] },
        express: { boolEquals: true },
        channel: { stringIn: ["web"] },
        tags: { stringContains: ["gift"] },
        note: { isNotNull: true },
        address: { city: { stringNotBeginsWith: ["B", "C"] } },
      },
    });
    assert.deepEqual(delivery.filters, [
      { operatorType: "NumberGreaterThan", key: "data.total", value: 100 },
      { operatorType: "NumberNotInRange", key: "data.total", values: [[200, 300]] },
      { operatorType: "BoolEquals", key: "data.express", value: true },
      { operatorType: "StringIn", key: "data.channel", values: ["web"] },
      { operatorType: "StringContains", key: "data.tags", values: ["gift"] },
      { operatorType: "IsNotNull", key: "data.note" },
      { operatorType: "StringNotBeginsWith", key: "data.address.city", values: ["B", "C"] },
    ]);
  });

  it("refuses numbers that Event Grid does not take", () => {
    for (const [option, most] of [
      ["maxDeliveryAttempts", 30],
      ["eventTimeToLiveInMinutes", 1440],
      ["maxEventsPerBatch", 5000],
      ["preferredBatchSizeInKilobytes", 1024],
    ] as const) {
      for (const value of [0, most + 1, 1.5]) {
        refuses(
          () => onEvent(NameGenerated, { [option]: value }),
          `${option} is ${value}: expected a whole number from 1 to ${most}`,
        );
      }
      assert.equal(onEvent(NameGenerated, { [option]: most }).delivery[option], most);
    }
  });

  it("refuses filters beyond Event Grid's limits", () => {
    const named = (name: object) => () => onEvent(NameGenerated, { filter: { name } });
    refuses(named({ stringIn: [] }), "filter on data.name: stringIn has no values, expected at least one");
    refuses(named({ stringIn: Array(26).fill("x") }), "filter: 26 values in all, expected at most 25");
    refuses(named({ stringIn: ["x".repeat(513)] }), "filter: a text of 513 characters, expected at most 512");
    assert.equal(named({ stringIn: Array(25).fill("x".repeat(512)) })().delivery.filters.length, 1);

    const fields = Array.from({ length: 26 }, (_, index) => [`field${index}`, z.string().optional()] as const);
    const Wide = defineEvent("Orders.Wide.v1", z.object(Object.fromEntries(fields)));
    const filter = Object.fromEntries(fields.map(([name]) => [name, { isNotNull: true as const }]));
    refuses(() => onEvent(Wide, { filter }), "filter: 26 conditions, expected at most 25");

    const Dotted = defineEvent("Orders.Dotted.v1", z.object({ "a.b": z.object({ c: z.string() }) }));
    refuses(
      () => onEvent(Dotted, { filter: { "a.b": { c: { stringIn: ["x"] } } } }),
      'filter on data: field "a.b" has a dot, which Event Grid cannot name',
    );
  });

  it("does not compile for what the event does not have", () => {
    const typed = (_check: () => void) => undefined;
    typed(() => {
      // @ts-expect-error 'nmae' does not exist in type
      onEvent(NameGenerated, { filter: { nmae: { stringIn: ["Ada"] } } });
      // @ts-expect-error 'numberIn' does not exist in type: the name is a text
      onEvent(NameGenerated, { filter: { name: { numberIn: [1] } } });
      // @ts-expect-error Type '"post"' is not assignable to type '"web" | "shop"'
      onEvent(OrderPlaced, { filter: { channel: { stringIn: ["post"] } } });
      // @ts-expect-error 'street' does not exist in type
      onEvent(OrderPlaced, { filter: { address: { street: { stringIn: ["x"] } } } });
      // @ts-expect-error Type 'string' is not assignable to type 'number'
      onEvent(OrderPlaced, { filter: { total: { numberGreaterThan: "100" } } });
      // @ts-expect-error 'retries' does not exist in type
      onEvent(NameGenerated, { retries: 3 });
    });
  });
});
