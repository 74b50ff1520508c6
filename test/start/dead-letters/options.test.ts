import assert from "node:assert/strict";
import { readDeadLetterOptions } from "../../../start/dead-letters/options.js";

const NOW = new Date("2026-05-02T12:00:00Z");
const read = (...args: string[]) => readDeadLetterOptions(args, NOW);

describe("Options of dead-letters", () => {
  it("take a command, its ids and what narrows them", () => {
    const { command, choice, ...rest } = read("list", "--app", "recorder", "--reason", "max", "--since", "90m");
    assert.equal(command, "list");
    assert.deepEqual(choice, { app: "recorder", reason: "max", since: Date.parse("2026-05-02T10:30:00Z") });
    assert.deepEqual(rest, { dryRun: false, json: false, stack: "local", help: false });
    assert.deepEqual(read("show", "3f2c").choice, { ids: ["3f2c"] });
    assert.deepEqual(read("replay", "a", "b", "--stack", "dev").choice, { ids: ["a", "b"] });
    assert.deepEqual(read("replay", "--all", "--dry-run").choice, {});
  });

  it("take times as they are written and as they are told", () => {
    for (const [text, time] of [
      ["6h", "2026-05-02T06:00:00Z"],
      ["2d", "2026-04-30T12:00:00Z"],
      ["2026-05-01T12:00Z", "2026-05-01T12:00:00Z"],
      ["2026-05-01", "2026-05-01T00:00:00Z"],
    ] as const)
      assert.equal(read("list", "--since", text).choice.since, Date.parse(time), text);
  });

  it("need no command for help, and have none without", () => {
    assert.equal(read("--help").help, true);
    assert.equal(read().command, undefined);
  });

  for (const [args, message] of [
    ["lits", /"lits": expected one of list, show, replay/],
    ["list 3f2c", /"3f2c": list takes no ids/],
    ["list --all", /--all: list does not take it/],
    ["show", /show has 0 ids: expected one/],
    ["show a b", /show has 2 ids: expected one/],
    ["show a --dry-run", /--dry-run: show does not take it/],
    ["replay", /replay has neither ids nor --all/],
    ["replay a --all", /replay has ids and --all/],
    ["list --app shop", /--app "shop": expected one of generator, recorder, tally/],
    ["list --since yesterday", /--since "yesterday": expected 90m, 6h, 2d, or a time/],
    ["list --since 5", /--since "5": expected/],
  ] as const)
    it(`refuse: ${args}`, () => {
      assert.throws(() => read(...args.split(" ")), message);
    });
});
