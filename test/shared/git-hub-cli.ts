import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";

/** A call as the stand-in got it. */
export interface GhCall {
  readonly args: readonly string[];
  readonly input: string;
}

/** Notes what it is called with, and remembers the environments that it was told to make, with their branches. */
const STAND_IN = `
import { appendFileSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
const args = process.argv.slice(2);
const environment = /environments\\/([\\w-]+)/.exec(args.join(" "))?.[1];
const known = join(import.meta.dirname, environment + ".environment");
if (args[0] === "api" && !args.includes("PUT") && !existsSync(known)) {
  console.error("gh: Not Found (HTTP 404)");
  process.exit(1);
}
if (args.includes("--jq")) process.stdout.write(readFileSync(known, "utf8"));
if (args.includes("POST")) writeFileSync(known, "main\\n");
if (args.includes("PUT") && !existsSync(known)) writeFileSync(known, "");
const input = args.includes("--input") ? readFileSync(0, "utf8") : "";
appendFileSync(join(import.meta.dirname, "calls"), JSON.stringify({ args, input }) + "\\n");
`;

/** A stand-in for GitHub's own command, `gh`. */
export class GitHubCli {
  /** @param folder of its own; made when absent. */
  constructor(private readonly folder: string) {
    mkdirSync(folder, { recursive: true });
    const script = join(folder, "gh.mjs");
    writeFileSync(script, STAND_IN);
    writeFileSync(join(folder, "gh"), `#!/bin/sh\nexec "${process.execPath}" "${script}" "$@"\n`, { mode: 0o755 });
  }

  /** A PATH on which it comes first. */
  get path(): string {
    return [this.folder, process.env.PATH].join(delimiter);
  }

  /** What it was told since the last time. */
  take(): GhCall[] {
    const file = join(this.folder, "calls");
    const lines = existsSync(file) ? readFileSync(file, "utf8").trim().split("\n") : [];
    writeFileSync(file, "");
    return lines.filter((line) => line !== "").map((line) => JSON.parse(line) as GhCall);
  }
}
