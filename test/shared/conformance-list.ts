import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";

const ROOT = resolve(import.meta.dirname, "../..");

/** A page of numbered facts, and the tests that carry their numbers. */
export interface ConformanceList {
  /** e.g. `docs/reference/event-grid.md`. */
  readonly page: string;
  /** Folder of the numbered tests. */
  readonly tests: string;
  /** Fewer rows or numbered tests mean that the page, or the tests, were not read. */
  readonly least: { readonly rows: number; readonly tests: number };
}

/** Keeps a page of facts and its tests in step: to be called within a `describe`. */
export function itIsInStep({ page, tests, least }: ConformanceList): void {
  const rows = rowsOf(page);
  const titles = titlesIn(tests);

  it("has each number once, and says of each whether it is held", () => {
    assert.ok(rows.length >= least.rows);
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
    assert.ok(titles.length >= least.tests);
    const unknown = titles.filter(
      ({ number, file }) => !rows.some((row) => row.number === number && row.files.includes(file)),
    );
    assert.deepEqual(unknown, []);
    const promised = rows.flatMap(({ number, files }) =>
      files.filter((file) => file.startsWith(`${tests}/`)).map((file) => ({ number, file })),
    );
    const missing = promised.filter(
      (one) => !titles.some(({ number, file }) => number === one.number && file === one.file),
    );
    assert.deepEqual(missing, []);
  });
}

/** The rows of a page: number, what is here, and the files of tests. */
const rowsOf = (page: string) =>
  readFileSync(join(ROOT, page), "utf8")
    .split("\n")
    .flatMap((line) => {
      const [, number = "", azure = "", here = "", files = ""] = line.split("|").map((cell) => cell.trim());
      if (!/^\d+\.\d+$/.test(number)) return [];
      return [
        { number, azure, here, files: [...files.matchAll(/\(\.\.\/\.\.\/([^)]+)\)/g)].map(([, file]) => file ?? "") },
      ];
    });

/** Titles of the tests that carry a number, with their file. */
const titlesIn = (folder: string) =>
  globSync(`${folder}/*.test.ts`, { cwd: ROOT }).flatMap((file) =>
    [...readFileSync(join(ROOT, file), "utf8").matchAll(/^ {2,4}it\(["`](\d+\.\d+) /gm)].map(([, number = ""]) => ({
      number,
      file,
    })),
  );
