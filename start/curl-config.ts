import { mkdirSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import type { Run } from "../local/control/run-file.js";
import { homeOf } from "./workspace.js";

/**
 * Writes the options that curl needs to call one app: proxy, certificate and a token, which so is neither on the
 * terminal nor among a process's arguments. The token lasts an hour; `npm run local -- token` prints another.
 *
 * @returns the file's path below the checkout.
 */
export function writeCurlConfig(root: string, app: string, token: string, azure: Run): string {
  const folder = join(homeOf(root), "curl");
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const file = join(folder, app);
  const options = {
    proxy: `http://127.0.0.1:${azure.proxyPort}`,
    cacert: azure.environment.NODE_EXTRA_CA_CERTS ?? "",
    header: `Authorization: Bearer ${token}`,
  };
  const lines = [...Object.entries(options).map(([name, value]) => `${name} = "${value}"`), "silent", "show-error"];
  writeFileSync(file, `${lines.join("\n")}\n`, { mode: 0o600 });
  return relative(root, file);
}
