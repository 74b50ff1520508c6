// @ts-check
import { createHash } from "node:crypto";
import { EnvHttpProxyAgent, fetch } from "undici";

/** How long a server may take to answer at all, in milliseconds: a blocked network shows soon. */
const ANSWER_TIMEOUT_MS = 10_000;

/** How long one download of about 10 MB may take, in milliseconds. */
const DOWNLOAD_TIMEOUT_MS = 5 * 60_000;

/**
 * Fetches a URL through the proxy that HTTPS_PROXY, HTTP_PROXY and NO_PROXY name, if any.
 *
 * @param {string} url may hold a user and a password, which go into a header and into no error
 * @param {{ accept?: string }} [options]
 * @returns {Promise<Buffer>}
 * @throws {Error} naming the URL and what was wrong: no answer, or a status other than 200
 */
export async function download(url, { accept } = {}) {
  const { bare, headers } = withoutPassword(url);
  if (accept !== undefined) headers.accept = accept;
  const late = new AbortController();
  const timer = setTimeout(() => late.abort(), ANSWER_TIMEOUT_MS);
  const dispatcher = new EnvHttpProxyAgent({ bodyTimeout: DOWNLOAD_TIMEOUT_MS });
  try {
    const response = await fetch(bare, { headers, dispatcher, signal: late.signal });
    clearTimeout(timer);
    if (response.status !== 200) throw new Error(`it answers ${response.status}`);
    return Buffer.from(await response.arrayBuffer());
  } catch (error) {
    throw new Error(`${bare} could not be fetched: ${reason(error, late.signal.aborted)}`, { cause: error });
  } finally {
    clearTimeout(timer);
    await dispatcher.close();
  }
}

/**
 * @param {Buffer} content
 * @param {{ name: string, sha256: string }} expected `name` says what it is
 * @returns {Buffer} the content
 * @throws {Error} when its hash is another one
 */
export function verified(content, { name, sha256 }) {
  const found = createHash("sha256").update(content).digest("hex");
  if (found !== sha256) throw new Error(`${name} has the SHA-256 ${found}; expected ${sha256}. It was not used.`);
  return content;
}

/** @param {string} url */
function withoutPassword(url) {
  const bare = new URL(url);
  const { username, password } = bare;
  bare.username = "";
  bare.password = "";
  /** @type {Record<string, string>} */
  const headers = {};
  if (username !== "") {
    const login = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
    headers.authorization = `Basic ${Buffer.from(login).toString("base64")}`;
  }
  return { bare: bare.href, headers };
}

/**
 * @param {unknown} error
 * @param {boolean} isLate
 */
function reason(error, isLate) {
  if (isLate) return `it does not answer within ${ANSWER_TIMEOUT_MS / 1000} s`;
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? error.cause.message : error.message;
}
