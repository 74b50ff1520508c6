import assert from "node:assert/strict";
import { Store } from "../../../local/shared/store.js";

describe("Store", () => {
  it("commits the writes of one turn together and undoes only the one that throws", async () => {
    const store = new Store(":memory:");
    store.define("CREATE TABLE t (n INTEGER PRIMARY KEY) STRICT");
    const insert = (n: number) => store.write(() => store.run("INSERT INTO t VALUES (?)", n));
    const outcomes = await Promise.allSettled([insert(1), insert(1), insert(2)]);
    assert.deepEqual(
      outcomes.map(({ status }) => status),
      ["fulfilled", "rejected", "fulfilled"],
    );
    assert.deepEqual(
      store.all("SELECT n FROM t").map((row) => row.n),
      [1, 2],
    );
    store.close();
  });

  it("gives back what the work returns", async () => {
    const store = new Store(":memory:");
    assert.equal(await store.write(() => 42), 42);
    store.close();
  });
});
