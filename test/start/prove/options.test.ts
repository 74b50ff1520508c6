import assert from "node:assert/strict";
import { readProveOptions } from "../../../start/prove/options.js";

describe("The options of prove", () => {
  it("are few, and what is unknown is named with what is allowed", () => {
    assert.deepEqual(readProveOptions([]), { help: false });
    assert.deepEqual(readProveOptions(["--app", "tally"]), { app: "tally", help: false });
    assert.throws(
      () => readProveOptions(["--app", "nobody"]),
      /--app "nobody": expected one of generator, recorder, tally/,
    );
    assert.throws(() => readProveOptions(["--all"]), /--all/);
  });
});
