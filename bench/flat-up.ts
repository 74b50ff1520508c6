import { mkdirSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join, resolve } from "node:path";
import { ProviderServer } from "../local/provider/provider-server.js";
import { run } from "../start/command.js";
import { emptyPackage } from "./empty-package.js";

/**
 * Time of a bare `pulumi up` of a flat program against a provider that does nothing.
 *
 * @param folder an empty one, for its state.
 * @param count resources.
 * @returns milliseconds.
 */
export async function flatUp(folder: string, count: number): Promise<number> {
  const { version } = createRequire(import.meta.url)("@pulumi/azure-native/package.json") as { version: string };
  const provider = new ProviderServer(emptyPackage(version));
  await provider.listen(0);
  mkdirSync(join(folder, "state"), { recursive: true });
  writeFileSync(join(folder, "passphrase"), "of a benchmark");
  const env = {
    ...process.env,
    FLAT_COUNT: String(count),
    PULUMI_BACKEND_URL: `file://${join(folder, "state")}`,
    PULUMI_HOME: join(folder, "pulumi"),
    PULUMI_STACK: "bench",
    PULUMI_OPTION_CONFIG_FILE: join(folder, "Pulumi.bench.yaml"),
    PULUMI_CONFIG_PASSPHRASE_FILE: join(folder, "passphrase"),
    PULUMI_SKIP_UPDATE_CHECK: "true",
    PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
    PULUMI_DEBUG_PROVIDERS: `azure-native:${provider.port}`,
  };
  const options = { cwd: resolve(import.meta.dirname, "flat-program"), env };
  try {
    writeFileSync(join(folder, "Pulumi.yaml"), "name: flat\nruntime: nodejs\n");
    await run("pulumi", ["stack", "init", "bench"], { cwd: folder, env });
    const startedAt = performance.now();
    await run("pulumi", ["up", "--yes", "--skip-preview"], options);
    return performance.now() - startedAt;
  } finally {
    provider.close();
  }
}
