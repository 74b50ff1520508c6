import { existsSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { run } from "../../start/command.js";
import { inPrivateFolder } from "../private-folder.js";
import { type Contracts, contractsIn } from "./contracts.js";

/**
 * The contracts of another commit of a checkout, which stays as it is. Its manifests are run, as those of the checkout
 * are: it has to be a commit that is trusted, such as the base of a pull request.
 *
 * @param root the checkout, with its packages installed.
 * @throws when there is no such commit here, or when its contracts cannot be read with these packages.
 */
export function contractsAt(root: string, commit: string): Promise<Contracts> {
  return inPrivateFolder(async (folder) => {
    const archive = join(folder, "contracts.tar");
    const options = { cwd: root, env: process.env };
    await run("git", ["archive", "--format=tar", `--output=${archive}`, commit, "contracts"], options);
    await run("tar", ["-xf", archive, "-C", folder], options);
    writeFileSync(join(folder, "package.json"), '{"type":"module"}');
    const packages = join(root, "node_modules");
    if (existsSync(packages)) symlinkSync(packages, join(folder, "node_modules"));
    return contractsIn(folder);
  });
}
