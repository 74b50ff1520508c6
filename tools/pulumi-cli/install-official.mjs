// @ts-check
import { join } from "node:path";
import { cacheEntry } from "../setup/cache-entry.mjs";
import { runCommand } from "../setup/run-command.mjs";
import { PULUMI_VERSION } from "../versions.mjs";
import { verifyCli } from "./verify-cli.mjs";

/** How long the installer may take for the download of about 130 MB, in milliseconds. */
const INSTALL_TIMEOUT_MS = 10 * 60_000;

/** How long the download site may take to answer at all, in milliseconds: a blocked network shows soon. */
const ANSWER_TIMEOUT_MS = 10_000;

/** Run by Node in the project's folder, so that it finds the project's packages. Arguments: version, folder. */
const SCRIPT = `
const [version, root] = process.argv.slice(1);
const { PulumiCommand } = require("@pulumi/pulumi/automation");
const semver = require(require.resolve("semver", { paths: [require.resolve("@pulumi/pulumi/package.json")] }));
const signal = AbortSignal.timeout(${ANSWER_TIMEOUT_MS});
fetch("https://get.pulumi.com/install.sh", { method: "HEAD", signal })
  .then(() => PulumiCommand.install({ version: semver.parse(version), root }))
  .catch((error) => { console.error(error.cause?.message ?? error.message); process.exit(1); });
`;

/** @param {{ platform: string, arch: string }} machine */
export function officialKey({ platform, arch }) {
  return `pulumi-${PULUMI_VERSION}-official-${platform}-${arch}`;
}

/**
 * Installs the CLI with the installer that Pulumi's Automation API brings.
 *
 * @param {import("../pulumi-cli.mjs").PulumiSearch} search
 * @returns {Promise<string>} path of the executable
 * @throws {Error} saying why it did not work
 * @see https://www.pulumi.com/docs/iac/automation-api/
 */
export async function installOfficial(search) {
  const { cache, env, node, root, progress } = search;
  const fill = (/** @type {string} */ folder) =>
    progress.step(`Installing the Pulumi CLI ${PULUMI_VERSION} from get.pulumi.com (about 130 MB)`, async () => {
      await runCommand(node, ["-e", SCRIPT, "--", PULUMI_VERSION, folder], {
        cwd: root,
        env,
        timeoutMs: INSTALL_TIMEOUT_MS,
      });
      await verifyCli(join(folder, "bin"), env);
    });
  const folder = await cacheEntry(cache, officialKey(search), fill, {
    onWait: (holder) => progress.note(`Waiting for another set-up to install the Pulumi CLI (process ${holder})…`),
  });
  return join(folder, "bin", "pulumi");
}
