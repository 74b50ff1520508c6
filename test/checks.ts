import { spawn } from "node:child_process";
import { join } from "node:path";

/** A check of the whole checkout that is no mocha test. It fails when it looked at nothing. */
export interface Check {
  readonly name: string;
  readonly command: readonly [tool: string, ...args: string[]];
  /** Finds in what the tool printed how many files or modules it looked at. */
  readonly lookedAt: RegExp;
}

export const CHECKS: readonly Check[] = [
  { name: "format and lint", command: ["biome", "ci", "--colors=off", "."], lookedAt: /Checked (\d+) files/ },
  { name: "types", command: ["tsc", "--extendedDiagnostics", "--pretty", "false"], lookedAt: /Files: +(\d+)/ },
  {
    name: "arrows between folders",
    command: [
      "depcruise",
      "--config",
      ".dependency-cruiser.mjs",
      "contracts",
      "functions",
      "infra",
      "local",
      "start",
      "test",
      "bench",
      "tools",
      "arm",
      "policies",
      "ci",
    ],
    lookedAt: /(\d+) modules/,
  },
];

/** Fewer than these, and a tool did not see the project. */
const LEAST_SEEN = 100;

/** @returns nothing when it passes, else what the tool printed. */
export async function runCheck(check: Check, root: string): Promise<string | undefined> {
  const [tool, ...args] = check.command;
  const child = spawn(join(root, "node_modules", ".bin", tool), args, { cwd: root, stdio: ["ignore", "pipe", "pipe"] });
  let printed = "";
  for (const stream of [child.stdout, child.stderr])
    stream.on("data", (chunk: Buffer) => (printed += chunk.toString()));
  const code = await new Promise<number>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (status) => resolve(status ?? 1));
  });
  if (code !== 0) return printed;
  const seen = Number(check.lookedAt.exec(printed)?.[1] ?? 0);
  return seen < LEAST_SEEN
    ? `${tool} looked at ${seen} files, fewer than ${LEAST_SEEN}: it did not see the project\n${printed}`
    : undefined;
}
