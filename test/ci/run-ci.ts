import { spawn } from "node:child_process";
import { join } from "node:path";
import { ROOT } from "../../ci/pulumi.js";
import type { Ran } from "../shared/checkout.js";

const TSX = ["--import", "tsx", "--disable-warning=ExperimentalWarning"];

/** Runs a command of `ci/` as npm does, without the set-up. @param entry e.g. `plan`. */
export function runCi(entry: string, args: readonly string[], env: NodeJS.ProcessEnv, root = ROOT): Promise<Ran> {
  const child = spawn(process.execPath, [...TSX, join(root, "ci", `${entry}.ts`), ...args], { cwd: root, env });
  let [out, err] = ["", ""];
  child.stdout.on("data", (chunk: Buffer) => (out += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (err += chunk.toString()));
  child.stdin.end();
  return new Promise((done, fail) => {
    child.once("error", fail);
    child.once("close", (code) => done({ code: code ?? 1, out, err }));
  });
}
