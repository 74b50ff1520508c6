import assert from "node:assert/strict";
import { MadeUp } from "../../../arm/declared/made-up.js";

const KEY = { kind: "function", token: "web:listWebAppHostKeys" } as const;
const ID = { kind: "property", id: "/subscriptions/s", path: "properties.principalId" } as const;

describe("Values that only Azure can give", () => {
  it("are each of their own, and found again in a text", () => {
    const madeUp = new MadeUp();
    const [key, id] = [madeUp.text(KEY), madeUp.guid(ID)];
    assert.notEqual(madeUp.text(KEY), key);
    assert.match(id, /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
    assert.deepEqual(madeUp.partsOf(`code=${key}${id};`), ["code=", KEY, ID, ";"]);
    assert.deepEqual(madeUp.partsOf(id), [ID]);
    assert.ok(madeUp.isIn(`x${key}`));
  });

  it("are no other text, nor those of another run", () => {
    const madeUp = new MadeUp();
    const others = ["", "made up", new MadeUp().text(KEY)];
    assert.deepEqual(
      others.map(madeUp.partsOf.bind(madeUp)),
      others.map((text) => [text]),
    );
    assert.ok(!others.some(madeUp.isIn));
    const own = madeUp.guid(ID);
    assert.deepEqual(madeUp.partsOf(`madeup99999999 ${own}`), ["madeup99999999 ", ID]);
  });
});
