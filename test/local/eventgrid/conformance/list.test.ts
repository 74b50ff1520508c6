import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";

const ROOT = resolve(import.meta.dirname, "../../../..");
const PAGE = "docs/reference/event-grid.md";

/** The rows of the page: number, what is here, and the files of tests. */
const rows = readFileSync(join(ROOT, PAGE), "utf8")
  .split("\n")
  .flatMap((line) => {
    const [, number = "", azure = "", here = "", tests = ""] = line.split("|").map((cell) => cell.trim());
    if (!/^\d+\.\d+$/.test(number)) return [];
    return [
      { number, azure, here, files: [...tests.matchAll(/\(\.\.\/\.\.\/([^)]+)\)/g)].map(([, file]) => file ?? "") },
    ];
  });

/** Titles of the tests that carry a number, with their file. */
const titles = globSync("test/local/eventgrid/conformance/*.test.ts", { cwd: ROOT }).flatMap((file) =>
  [...readFileSync(join(ROOT, file), "utf8").matchAll(/^ {2}it\("(\d+\.\d+) /gm)].map(([, number = ""]) => ({
    number,
    file,
  })),
);

describe("Event Grid conformance: the list", () => {
  it("has each number once, and says of each whether it is held", () => {
    assert.ok(rows.length > 60);
    const numbers = rows.map(({ number }) => number);
    assert.deepEqual(
      numbers.filter((number, index) => numbers.indexOf(number) !== index),
      [],
    );
    const silent = rows.filter(({ azure, here }) => azure !== "" && !/^(held|chosen|not held: .+)/.test(here));
    assert.deepEqual(silent, []);
  });

  it("names a test for all that is held or was chosen", () => {
    const untested = rows.filter(({ here, files }) => !here.startsWith("not held") && files.length === 0);
    assert.deepEqual(untested, []);
  });

  it("knows every numbered test, and points to it", () => {
    assert.ok(titles.length > 10);
    const unknown = titles.filter(
      ({ number, file }) => !rows.some((row) => row.number === number && row.files.includes(file)),
    );
    assert.deepEqual(unknown, []);
    const promised = rows.flatMap(({ number, files }) =>
      files.filter((file) => file.includes("/conformance/")).map((file) => ({ number, file })),
    );
    const missing = promised.filter(
      (one) => !titles.some(({ number, file }) => number === one.number && file === one.file),
    );
    assert.deepEqual(missing, []);
  });
});
