import assert from "node:assert/strict";
import { readOptions, WrongOption } from "../../../infra/bootstrap/options.js";

describe("readOptions of bootstrap", () => {
  it("does nothing more when nothing is asked for", () => {
    assert.deepEqual(readOptions([]), { preview: false, initStacks: false, gh: false, help: false });
  });

  it("takes what it knows", () => {
    assert.deepEqual(readOptions(["--init-stacks", "--gh"]), {
      preview: false,
      initStacks: true,
      gh: true,
      help: false,
    });
    assert.equal(readOptions(["-h"]).help, true);
  });

  it("refuses what it does not know, with what there is", () => {
    for (const args of [["--prevew"], ["dev"]]) {
      assert.throws(
        () => readOptions(args),
        (error) =>
          error instanceof WrongOption &&
          error.message.includes(String(args[0])) &&
          error.message.endsWith(": expected --preview, --init-stacks, --gh or --help"),
      );
    }
  });

  it("refuses to change something in a preview", () => {
    for (const more of ["--gh", "--init-stacks"]) assert.throws(() => readOptions(["--preview", more]), WrongOption);
  });
});
