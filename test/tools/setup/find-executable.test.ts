import assert from "node:assert/strict";
import { symlinkSync } from "node:fs";
import { findExecutable, pathThatFinds } from "../../../tools/setup/find-executable.mjs";
import { createScratch, type Scratch } from "../support/scratch.js";

describe("search path", () => {
  let scratch: Scratch;
  before(() => {
    scratch = createScratch();
    scratch.write("plain/tool", "not executable");
    scratch.script("one/tool", "exit 0");
    scratch.script("two/tool", "exit 0");
  });
  after(() => scratch.remove());

  it("finds the first executable of the name", () => {
    const path = ["none", "plain", "one", "two"].map((name) => scratch.path(name)).join(":");
    assert.equal(findExecutable("tool", path), scratch.path("one/tool"));
    assert.equal(findExecutable("else", path), undefined);
    assert.equal(findExecutable("tool", undefined), undefined);
  });

  it("is left as it is when it finds the file already, also through a link", () => {
    symlinkSync(scratch.path("one"), scratch.path("link"));
    const path = `${scratch.path("link")}:${scratch.path("two")}`;
    assert.equal(pathThatFinds(scratch.path("one/tool"), path), path);
  });

  it("gets the file's folder in front when something else would be found", () => {
    assert.equal(
      pathThatFinds(scratch.path("two/tool"), scratch.path("one")),
      `${scratch.path("two")}:${scratch.path("one")}`,
    );
    assert.equal(pathThatFinds(scratch.path("two/tool"), undefined), scratch.path("two"));
  });
});
