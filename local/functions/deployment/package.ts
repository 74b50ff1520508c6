import { existsSync } from "node:fs";
import { mkdir, readdir, rename, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { unzipSync } from "fflate";
import type { Platform } from "../../shared/service.js";
import { Connection } from "../bindings/connection.js";
import { BlobContainer } from "../host/blob-container.js";
import type { Site } from "../site.js";

/** What Azure names a package that is ready to run. */
const PACKAGE = "released-package.zip";
/** Folder within an app's own. */
const PACKAGES = "packages";
/** What a folder's name ends in while the package is being unpacked. */
const PARTIAL = ".partial";

type Wire = Pick<Platform, "wire" | "identities" | "clock">;

function containerOf(platform: Wire, { deployment }: Site): BlobContainer {
  const { origin, pathname } = new URL(deployment.containerUrl);
  const connection = new Connection(platform, origin, { kind: "identity", identityId: deployment.identityId });
  return new BlobContainer(connection, pathname.replace(/^\/|\/$/g, ""));
}

/** @throws when the bytes are no zip, or one that is no function app. */
export function checkPackage(zip: Uint8Array): void {
  const names: string[] = [];
  unzipSync(zip, { filter: ({ name }) => names.push(name) === 0 });
  for (const name of ["host.json", "package.json"]) {
    if (!names.includes(name)) throw new Error(`the package has no ${name} at its root`);
  }
  const outside = names.find((name) => path.isAbsolute(name) || name.split(/[\\/]/).includes(".."));
  if (outside !== undefined) throw new Error(`the package has a file outside its root: "${outside}"`);
}

/**
 * Writes the package into the site's deployment container, as the identity that the site names for it.
 *
 * @throws BlobError when that identity may not.
 */
export async function uploadPackage(platform: Wire, site: Site, zip: Uint8Array): Promise<void> {
  await containerOf(platform, site).put(PACKAGE, zip);
}

/**
 * The folder of an unpacked deployment. Fetched from the deployment container when it is not there yet.
 *
 * @param folder the app's own folder.
 */
export async function fetchPackage(platform: Wire, site: Site, folder: string, deployment: string): Promise<string> {
  const target = path.join(folder, PACKAGES, deployment);
  if (!existsSync(target)) {
    const blob = await containerOf(platform, site).get(PACKAGE);
    if (blob === undefined) throw new Error(`${site.deployment.containerUrl}/${PACKAGE}: not found`);
    checkPackage(blob.bytes);
    const partial = `${target}${PARTIAL}`;
    await rm(partial, { recursive: true, force: true });
    await unpack(blob.bytes, partial);
    // Only a whole package has this name, also after a crash.
    await rename(partial, target);
  }
  return target;
}

/** Takes away the folders of other deployments. */
export async function forgetPackages(folder: string, kept: ReadonlySet<string>): Promise<void> {
  const packages = path.join(folder, PACKAGES);
  if (!existsSync(packages)) return;
  for (const other of await readdir(packages)) {
    if (!kept.has(other.replace(PARTIAL, ""))) await rm(path.join(packages, other), { recursive: true, force: true });
  }
}

async function unpack(zip: Uint8Array, folder: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  for (const [name, bytes] of Object.entries(unzipSync(zip))) {
    const file = path.join(folder, name);
    await mkdir(name.endsWith("/") ? file : path.dirname(file), { recursive: true });
    if (!name.endsWith("/")) await writeFile(file, bytes);
  }
}
