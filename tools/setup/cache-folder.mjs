// @ts-check
import { isAbsolute, join } from "node:path";
import { SetupError } from "./setup-error.mjs";

/**
 * Where this user's fetched and built tools are kept: `GRIDWIRE_CACHE` if set, else `$XDG_CACHE_HOME/gridwire`, else
 * `~/Library/Caches/gridwire` on macOS and `~/.cache/gridwire` elsewhere.
 *
 * @param {{ env: NodeJS.ProcessEnv, platform: string, home: string }} machine
 * @returns {string}
 * @throws {SetupError} when GRIDWIRE_CACHE is not an absolute path
 * @see https://specifications.freedesktop.org/basedir-spec/latest/ (a relative XDG_CACHE_HOME is ignored)
 */
export function cacheFolder({ env, platform, home }) {
  const own = env.GRIDWIRE_CACHE;
  if (own) {
    if (!isAbsolute(own)) throw new SetupError(`GRIDWIRE_CACHE is ${own}; it must be an absolute path.`);
    return own;
  }
  const xdg = env.XDG_CACHE_HOME;
  if (xdg && isAbsolute(xdg)) return join(xdg, "gridwire");
  return platform === "darwin" ? join(home, "Library", "Caches", "gridwire") : join(home, ".cache", "gridwire");
}
