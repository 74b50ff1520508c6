import assert from "node:assert/strict";
import { contractChanges } from "../../../ci/comment/contract-changes.js";
import type { Contracts, Manifest } from "../../../ci/contracts/contracts.js";

const schema = (properties: object, required: string[] = []) => ({ type: "object", properties, required });
const TEXT = { type: "string" };
const NAME = "Names.NameGenerated.v1";
const before = schema({ name: TEXT }, ["name"]);

const compared = (base: Partial<Contracts>, head: Partial<Contracts>) =>
  contractChanges({ schemas: {}, apps: {}, ...base }, { schemas: {}, apps: {}, ...head });
const event = (after: Contracts["schemas"][string]) =>
  compared({ schemas: { [NAME]: before } }, { schemas: { [NAME]: after } });

describe("Changes of contracts", () => {
  it("are none when all is the same", () => assert.deepEqual(event(before), []));

  it("break when a required field comes, and name the next version", () => {
    assert.deepEqual(event(schema({ name: TEXT, more: TEXT }, ["name", "more"])), [
      {
        kind: "breaking",
        name: NAME,
        details: ["data.more: the field became required", "leave it as it was, and add Names.NameGenerated.v2"],
      },
    ]);
  });

  it("are compatible when an optional one comes", () => {
    assert.deepEqual(event(schema({ name: TEXT, more: TEXT }, ["name"])), [
      { kind: "compatible", name: NAME, details: ["data.more: the optional field was added"] },
    ]);
  });

  it("are compatible when words change", () => {
    assert.deepEqual(event({ ...before, description: "who" })[0]?.details, ["only what describes it changed"]);
  });

  it("know new and removed events, and tell what breaks first", () => {
    const found = compared(
      { schemas: { Old: before, [NAME]: before } },
      { schemas: { New: before, [NAME]: schema({}, []) } },
    );
    assert.deepEqual(
      found.map(({ kind, name }) => [kind, name]),
      [
        ["breaking", NAME],
        ["removed", "Old"],
        ["new", "New"],
      ],
    );
  });

  it("tell functions and needs that come, go and change", () => {
    const app = (functions: Manifest["functions"], needs: Manifest["needs"]) => ({
      apps: { tally: { functions, needs } },
    });
    const found = compared(
      app({ count: "on event A", same: "on event C", gone: "by the clock x" }, { counts: "read table t" }),
      app({ count: "on event B", same: "on event C" }, { counts: "readWrite table t", names: "read blobContainer n" }),
    );
    assert.deepEqual(found, [
      {
        kind: "app",
        name: "tally",
        details: [
          "function count: on event A → on event B",
          "function gone removed: by the clock x",
          "need counts: read table t → readWrite table t",
          "need names added: read blobContainer n",
        ],
      },
    ]);
  });

  it("tell an app that comes or goes", () => {
    const tally = { functions: { f: "by the clock x" }, needs: {} };
    assert.deepEqual(compared({}, { apps: { tally } })[0]?.details, [
      "the app is new",
      "function f added: by the clock x",
    ]);
    assert.deepEqual(compared({ apps: { tally } }, {})[0]?.details[0], "the app was removed");
  });
});
