// @ts-check
import { existsSync, readFileSync } from "node:fs";
import { devNull } from "node:os";
import { join } from "node:path";
import { download } from "./download.mjs";

/** Where Python packages come from when nothing else is set up. */
const PYPI = "https://pypi.org/simple";

/** https://packaging.python.org/en/latest/specifications/simple-repository-api/ */
const ACCEPT = "application/vnd.pypi.simple.v1+json, application/vnd.pypi.simple.v1+html;q=0.2, text/html;q=0.1";

/**
 * The index that this user's pip takes packages from, so that a company's mirror serves here as well: PIP_INDEX_URL,
 * else `index-url` in the configuration file of PIP_CONFIG_FILE, of the user or of the machine, else PyPI. With
 * PIP_CONFIG_FILE=/dev/null no file counts. pip itself need not be there.
 *
 * @param {{ env: NodeJS.ProcessEnv, home: string, platform: string }} machine
 * @returns {string} without a slash at its end; may hold a password
 * @see https://pip.pypa.io/en/stable/topics/configuration/
 */
export function packageIndex({ env, home, platform }) {
  const isWithoutFiles = env.PIP_CONFIG_FILE === devNull;
  const files = [
    env.PIP_CONFIG_FILE ?? "",
    ...(platform === "darwin" ? [join(home, "Library", "Application Support", "pip", "pip.conf")] : []),
    join(env.XDG_CONFIG_HOME || join(home, ".config"), "pip", "pip.conf"),
    join(home, ".pip", "pip.conf"),
    "/etc/pip.conf",
  ];
  const configured = (isWithoutFiles ? [] : files)
    .filter((file) => existsSync(file))
    .map((file) => indexIn(readFileSync(file, "utf8")));
  const index = env.PIP_INDEX_URL || configured.find((url) => url !== undefined) || PYPI;
  return index.replace(/\/+$/, "");
}

/**
 * @param {string} config of pip, e.g. `[global]` and `index-url = https://…`
 * @returns {string | undefined}
 */
function indexIn(config) {
  let section = "";
  for (const line of config.split(/\r?\n/)) {
    section = /^\s*\[(.+)\]/.exec(line)?.[1] ?? section;
    const url = /^\s*index[-_]url\s*[=:]\s*(\S+)/.exec(line)?.[1];
    if (url !== undefined && (section === "global" || section === "install" || section === "download")) return url;
  }
  return undefined;
}

/**
 * Fetches one file of a package.
 *
 * @param {string} index as `packageIndex` gives it
 * @param {{ project: string, file: string }} wanted
 * @returns {Promise<Buffer>}
 * @throws {Error} when the index has no such file, or does not answer
 */
export async function downloadFromIndex(index, { project, file }) {
  const page = `${index}/${project}/`;
  const links = linksOf((await download(page, { accept: ACCEPT })).toString("utf8"));
  const link = links.find((href) => new URL(href, page).pathname.endsWith(`/${file}`));
  if (link === undefined) throw new Error(`The package index ${new URL(page).host} has no ${file}.`);
  const url = new URL(link, page);
  url.hash = "";
  return download(sameLogin(url, new URL(page)));
}

/**
 * @param {string} page in JSON or HTML, as the index likes it
 * @returns {string[]}
 */
function linksOf(page) {
  if (page.trimStart().startsWith("{")) {
    const { files } = /** @type {{ files: { url: string }[] }} */ (JSON.parse(page));
    return files.map(({ url }) => url);
  }
  return [...page.matchAll(/<a\s[^>]*?href\s*=\s*"([^"]+)"/gi)].map(([, href = ""]) => href.replaceAll("&amp;", "&"));
}

/**
 * A mirror's files want the mirror's login; another host must not see it.
 *
 * @param {URL} file
 * @param {URL} index
 */
function sameLogin(file, index) {
  if (file.host !== index.host || file.username !== "") return file.href;
  file.username = index.username;
  file.password = index.password;
  return file.href;
}
