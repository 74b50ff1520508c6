import { endRun } from "./control/run-file.js";
import { startLocalAzure } from "./local-azure.js";
import { otlpEndpointIn } from "./monitor/otlp-endpoint.js";

/**
 * The process of the local Azure: runs until it is told to end (SIGTERM, SIGINT, or `down`).
 *
 * Arguments: the folder that it keeps everything in, and the process that it is started for, if any. Of the environment
 * it reads `OTEL_EXPORTER_OTLP_ENDPOINT`.
 */
const [folder, owner] = process.argv.slice(2);
if (folder === undefined) throw new Error("expected the folder of the local Azure as the first argument");

let ending = false;
const end = async () => {
  if (ending) return;
  ending = true;
  await azure.stop();
  process.exit(0);
};
const otlpEndpoint = otlpEndpointIn(process.env);
const azure = await startLocalAzure(folder, {
  ...(owner === undefined ? {} : { owner: Number(owner) }),
  ...(otlpEndpoint === undefined ? {} : { otlpEndpoint }),
  onStop: () => void end(),
});
process.on("SIGTERM", () => void end());
process.on("SIGINT", () => void end());
process.on("exit", () => endRun(folder));
process.send?.("ready");
