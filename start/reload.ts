import { watch } from "node:fs";
import { join } from "node:path";
import { DefaultAzureCredential } from "@azure/identity";
import { bundle } from "../functions/bundle.js";
import { outside } from "../infra/shipping/outside.js";
import { publish } from "../infra/shipping/publish.js";
import { siteOf } from "./site.js";
import type { Outputs } from "./system.js";

/** What an edit of these folders asks for: other code to be shipped, or another stack to be deployed. */
const CODE = "functions";
const STACK = ["contracts", "infra"];
/** An editor writes a file in several steps: they are one edit. */
const SETTLE_MS = 60;
const MANAGEMENT = "https://management.azure.com/.default";

export interface Reload {
  readonly root: string;
  readonly outputs: Outputs;
  /** Runs `pulumi up`. @returns whether it went well. */
  readonly deploy: () => Promise<boolean>;
  readonly say: (text: string) => void;
  /** Awaited before other code of an app is shipped or deployed. */
  readonly beforeChange: ((app: string) => Promise<void>) | undefined;
}

/**
 * Ships an app's code as soon as it changes, by the same call to the deployment endpoint as an `up`, with the
 * developer's own login. A changed manifest or stack is deployed with `pulumi up`.
 *
 * @returns ends it.
 */
export async function reloadOnChange({ root, outputs, deploy, say, beforeChange }: Reload): Promise<() => void> {
  const apps = Object.keys(outputs.apps) as (keyof Outputs["apps"])[];
  const live = new Map<string, string>();
  for (const app of apps) live.set(app, (await bundle(app)).sha256);
  const credential = new DefaultAzureCredential();
  const token = async () => (await credential.getToken(MANAGEMENT)).token;

  async function ship(app: keyof Outputs["apps"]): Promise<void> {
    const startedAt = performance.now();
    const { zip, sha256 } = await bundle(app);
    if (sha256 === live.get(app)) return;
    await beforeChange?.(app);
    const site = siteOf(outputs.apps[app]);
    await publish(
      { site, scmUrl: `https://${site}.scm.azurewebsites.net`, zip: zip(), token },
      outside(() => undefined),
    );
    live.set(app, sha256);
    say(
      `${app} runs the new code after ${Math.round(performance.now() - startedAt)} ms; the next pulumi up records it`,
    );
  }

  async function take(edited: ReadonlySet<string>): Promise<void> {
    if (STACK.some((folder) => edited.has(folder))) {
      say("The manifest or the stack changed: an up is due");
      for (const app of apps) await beforeChange?.(app);
      if (!(await deploy())) return;
    }
    for (const app of apps) await ship(app);
  }

  let edited = new Set<string>();
  let timer: NodeJS.Timeout | undefined;
  let busy = Promise.resolve();
  const watchers = [CODE, ...STACK].map((folder) =>
    watch(join(root, folder), { recursive: true }, () => {
      edited.add(folder);
      clearTimeout(timer);
      timer = setTimeout(() => {
        const now = edited;
        edited = new Set();
        // Code that does not build, or that is refused, waits for the next edit.
        busy = busy.then(() => take(now)).catch((error: Error) => say(error.message));
      }, SETTLE_MS);
    }),
  );
  say(`Watching ${[CODE, ...STACK].join(", ")} for edits`);
  return () => {
    clearTimeout(timer);
    for (const watcher of watchers) watcher.close();
  };
}
