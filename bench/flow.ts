import { readFileSync } from "node:fs";
import { join } from "node:path";
import { launch, shutDown } from "../local/control/launch.js";
import type { Way } from "./kept-connections.js";
import { Stack } from "./stack.js";

/** The stack of `event-flow/`, deployed to a local Azure. */
export interface Flow {
  readonly topic: Way;
  readonly app: Way;
  /** For a process that uses it as if it were Azure. */
  readonly environment: NodeJS.ProcessEnv;
}

/** Deploys it for as long as it is used. @param folder an empty one. */
export async function withFlow<T>(folder: string, use: (flow: Flow) => Promise<T>): Promise<T> {
  const azure = join(folder, "azure");
  const { run } = await launch(azure);
  try {
    const stack = await Stack.make("event-flow", join(folder, "stack"), { ...run.environment });
    await stack.up();
    const { topicEndpoint, appUrl } = await stack.outputs<Record<"topicEndpoint" | "appUrl", string>>();
    const ca = readFileSync(run.environment.NODE_EXTRA_CA_CERTS ?? "", "utf8");
    const through = (url: string): Way => ({ host: new URL(url).hostname, ca, port: run.proxyPort, isProxy: true });
    const environment = { ...process.env, ...run.environment };
    return await use({ topic: through(topicEndpoint), app: through(appUrl), environment });
  } finally {
    await shutDown(azure);
  }
}
