import type { ControlClient } from "../../local/control/control-client.js";
import type { Outputs } from "../system.js";

/** The deployed system and the local Azure that it runs on, as stations use them. */
export interface Surroundings {
  readonly control: ControlClient;
  readonly outputs: Pick<Outputs, "topicEndpoint" | "api"> & { readonly apps: Readonly<Record<string, string>> };
}

/** Base URL of an app. @throws when the stack has no such app. */
export function urlOf({ outputs }: Surroundings, app: string): string {
  const url = outputs.apps[app];
  if (url === undefined) throw new Error(`the stack has no app "${app}": infra/index.ts declares its apps`);
  return url;
}
