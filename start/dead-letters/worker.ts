import { readFileSync } from "node:fs";
import { DefaultAzureCredential } from "@azure/identity";
import { ContainerClient } from "@azure/storage-blob";
import { createProgress } from "../../tools/setup/progress.mjs";
import { carryOut } from "./carry-out.js";
import { createDeliver } from "./deliver.js";
import type { Work } from "./work.js";

/** Does what `npm run dead-letters` was asked for, with the login of its environment. Standard input: the work, as JSON. */
const work = JSON.parse(readFileSync(0, "utf8")) as Work;
const credential = new DefaultAzureCredential();
const stop = new AbortController();
for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => stop.abort());
// Whoever reads this in a pipe may stop reading: that is no failure, and ends no replay.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error;
});

process.exitCode = await carryOut(work, {
  containers: work.stack.containers.map(({ url }) => new ContainerClient(url, credential)),
  deliver: createDeliver(work.stack, credential),
  output: process.stdout,
  say: (text) => void process.stderr.write(`${text}\n`),
  step: createProgress(process.stderr, { env: process.env }).step,
  stop: stop.signal,
}).catch((error: Error & { readonly statusCode?: number }) => {
  const remedy =
    error.statusCode === 403 ? "\nYour login needs the role Storage Blob Data Reader at the container." : "";
  process.stderr.write(`${error.message.split("\n")[0]}${remedy}\n`);
  return 1;
});
