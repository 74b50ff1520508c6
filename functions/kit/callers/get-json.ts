import { Agent, get } from "node:https";

/** What an issuer publishes is a few kilobytes. */
const MOST_BYTES = 512 * 1024;
const TIMEOUT_MS = 5_000;

/**
 * Reads a JSON document by HTTPS, through the proxy that the environment names, if it does: in one try, following no
 * redirection.
 *
 * @throws after five seconds, at any status but 200, at more than 512 kilobytes, and at what is no JSON.
 * @see https://nodejs.org/api/http.html#built-in-proxy-support
 */
export async function getJson(url: URL): Promise<unknown> {
  const text = await read(url);
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new Error(`${url.href} answers with no JSON`, { cause });
  }
}

function read(url: URL): Promise<string> {
  return new Promise((resolve, reject) => {
    // A connection of its own for each of the few reads: nothing is kept that may have gone stale in an hour.
    const options = { keepAlive: false, proxyEnv: process.env };
    const agent = new Agent(options);
    const signal = AbortSignal.timeout(TIMEOUT_MS);
    const request = get(url, { agent, signal, headers: { accept: "application/json" } }, (answer) => {
      const chunks: Buffer[] = [];
      let length = 0;
      answer.on("data", (chunk: Buffer) => {
        length += chunk.length;
        chunks.push(chunk);
        if (length > MOST_BYTES) request.destroy(new Error(`${url.href} answers with more than ${MOST_BYTES} bytes`));
      });
      answer.on("error", reject);
      answer.on("end", () => {
        if (answer.statusCode === 200) resolve(Buffer.concat(chunks).toString("utf8"));
        else reject(new Error(`${url.href} answers ${answer.statusCode}`));
      });
    });
    request.on("error", (cause) =>
      reject(signal.aborted ? new Error(`${url.href} did not answer within ${TIMEOUT_MS} ms`, { cause }) : cause),
    );
  });
}
