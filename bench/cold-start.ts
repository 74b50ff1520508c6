import { spawn } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { recorder } from "../contracts/index.js";
import { bundle } from "../functions/bundle.js";
import { ENTRY } from "../functions/package-files.js";
import { Worker } from "../local/functions/worker/worker.js";
import { alternately } from "./median.js";
import { type Row, ratioRow } from "./row.js";

const LIMIT = 1.5;
const TIMES = 9;

/** From nothing to an app's functions registered with the host, against plain `node` that loads the same bundle and ends. */
export async function measureColdStart(folder: string): Promise<Row[]> {
  const { files } = await bundle(recorder.name);
  for (const [name, contents] of Object.entries(files)) {
    const path = join(folder, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, contents);
  }
  const environment = {
    PATH: process.env.PATH ?? "",
    // Nothing is called: the app only wants to know where its needs are.
    RAW_NAMES_URL: "https://bench.blob.core.windows.net/raw-names",
    SET_ASIDE_URL: "https://bench.blob.core.windows.net/set-aside",
    PSEUDONYM_KEY_URL: "https://bench.vault.azure.net/secrets/pseudonym-key",
  };
  const { oursMs, referenceMs } = await alternately(
    TIMES,
    () => started(folder, environment),
    () => loaded(folder, environment),
  );
  return [ratioRow("cold start of an app", oursMs, "node loads the same bundle", referenceMs, LIMIT)];
}

/** The time of its end is not the start's: it ends while the reference runs. */
async function started(directory: string, environment: Readonly<Record<string, string>>): Promise<void> {
  const files = [join(directory, ENTRY)];
  const signal = new AbortController().signal;
  const { worker } = await Worker.start({
    directory,
    files,
    environment,
    memoryMB: 2048,
    onLog: () => undefined,
    signal,
  });
  void worker.stop();
}

function loaded(cwd: string, env: NodeJS.ProcessEnv): Promise<void> {
  const child = spawn(process.execPath, [ENTRY], { cwd, env, stdio: "ignore" });
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (code) =>
      code === 0 ? resolve() : reject(new Error(`the bundle ended with exit code ${code}`)),
    );
  });
}
