import { readFileSync } from "node:fs";

const STANDARD_INPUT = 0;

/**
 * @param given JSON text, `@file`, or `-` for standard input.
 * @throws when there is no such file, or when it is no JSON.
 */
export function readData(given: string): unknown {
  const text =
    given === "-" ? readFileSync(STANDARD_INPUT, "utf8") : given.startsWith("@") ? fileText(given.slice(1)) : given;
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Error(`--data ${given.slice(0, 80)}: expected JSON, @file or -: ${(error as Error).message}`, {
      cause: error,
    });
  }
}

function fileText(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    throw new Error(`--data @${file}: the file cannot be read: ${(error as Error).message}`, { cause: error });
  }
}
