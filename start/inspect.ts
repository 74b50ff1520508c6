import { createServer } from "node:net";
import { join } from "node:path";
import { apps } from "../contracts/apps/index.js";
import { debugBuild } from "../functions/debug-build.js";
import type { ControlClient } from "../local/control/control-client.js";
import { homeOf } from "./workspace.js";

/** Where debuggers look by themselves. */
const DEFAULT_PORT = 9229;
const OPEN_LIMIT_MS = 30_000;
const POLL_MS = 100;

/** Which app to open to a debugger, and where. */
export interface Inspected {
  readonly app: string;
  /** On 127.0.0.1; 9229, or a free one, when left out. */
  readonly port?: number;
}

/** An app that is open to a debugger. */
export interface OpenApp {
  /** What a debugger connects to; another one after each restart of the app, on the same port. */
  readonly url: string;
  /** Builds it anew; the next start of the app takes it up. */
  rebuild(): Promise<void>;
  /** Closes it: the app runs on from its package. */
  close(): Promise<void>;
}

/**
 * @param text `recorder` or `recorder:9230`.
 * @throws with what is allowed.
 */
export function readInspected(text: string): Inspected {
  const [, app = "", port] = /^([^:]*)(?::(\d+))?$/.exec(text) ?? [];
  const names = apps.map(({ name }) => name);
  if (!names.includes(app)) {
    throw new Error(`--inspect "${text}": expected an app, ${names.join(", ")}, and perhaps a port: ${names[0]}:9230`);
  }
  if (port === undefined) return { app };
  if (Number(port) < 1024 || Number(port) > 65_535) {
    throw new Error(`--inspect "${text}": expected a port from 1024 to 65535`);
  }
  return { app, port: Number(port) };
}

/**
 * Opens an app to a debugger. The local Azure runs it from a build that debuggers can read, in place of its package,
 * which stays as it was deployed.
 *
 * @param root the checkout.
 * @param site name of the app's site.
 * @throws when the port is taken, or when the app does not come up so within 30 seconds.
 */
export async function openToDebugger(
  root: string,
  control: ControlClient,
  site: string,
  { app, port: wanted }: Inspected,
): Promise<OpenApp> {
  const directory = join(homeOf(root), "debug", app);
  const rebuild = () => debugBuild(app, directory);
  await rebuild();
  const port = await freePort(wanted);
  await control.inspect(site, { port, directory });
  return { url: await inspectorUrl(port, app), rebuild, close: () => control.inspect(site) };
}

async function freePort(wanted: number | undefined): Promise<number> {
  const port = await tryPort(wanted ?? DEFAULT_PORT);
  if (port !== undefined) return port;
  if (wanted !== undefined) throw new Error(`--inspect: port ${wanted} of 127.0.0.1 is taken: expected a free one`);
  return (await tryPort(0)) ?? DEFAULT_PORT;
}

/** @returns the port, which is another than 0; nothing when it is taken. */
function tryPort(port: number): Promise<number | undefined> {
  const server = createServer();
  return new Promise((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) =>
      error.code === "EADDRINUSE" ? resolve(undefined) : reject(error),
    );
    server.listen(port, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" ? address?.port : undefined));
    });
  });
}

/** @see https://nodejs.org/api/cli.html#--inspecthostport */
async function inspectorUrl(port: number, app: string): Promise<string> {
  const limit = Date.now() + OPEN_LIMIT_MS;
  for (;;) {
    const answer = await fetch(`http://127.0.0.1:${port}/json/list`).catch(() => undefined);
    const [target] = ((await answer?.json()) ?? []) as { webSocketDebuggerUrl?: string }[];
    if (target?.webSocketDebuggerUrl !== undefined) return target.webSocketDebuggerUrl;
    if (Date.now() > limit) {
      throw new Error(
        `${app} is not open to a debugger within ${OPEN_LIMIT_MS / 1000} s; \`npm run local -- logs ${app}\` tells more`,
      );
    }
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}
