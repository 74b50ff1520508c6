import assert from "node:assert/strict";
import { parseRuntimeOptions } from "../../../../tools/pulumi-cli/host/runtime-options.mjs";
import { splitWords } from "../../../../tools/pulumi-cli/host/split-words.mjs";

describe("runtime options", () => {
  it("have the official host's defaults", () => {
    assert.deepEqual(parseRuntimeOptions({}), {
      typescript: true,
      tsconfig: "",
      nodeArgs: [],
      packageManager: "auto",
      production: false,
    });
  });

  it("split nodeargs as a shell does", () => {
    assert.deepEqual(splitWords("--import tsx  --title 'a b' \"c\\\"d\" e\\ f ''"), [
      ...["--import", "tsx", "--title", "a b", 'c"d', "e f", ""],
    ]);
    assert.throws(() => splitWords("--title 'a"), /open quote/);
    assert.throws(() => splitWords("a\\"), /backslash/);
  });

  it("are refused by name when they are of another type", () => {
    assert.throws(() => parseRuntimeOptions({ typescript: "no" }), /typescript is "no"; it must be a boolean/);
    assert.throws(() => parseRuntimeOptions({ nodeargs: 1 }), /nodeargs is 1; it must be a string/);
    assert.throws(() => parseRuntimeOptions({ packagemanager: "cargo" }), /cargo; allowed: auto, npm/);
  });
});
