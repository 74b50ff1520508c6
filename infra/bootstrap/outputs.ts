import type { Place } from "./identities.js";
import type { GitHubSettings } from "./variables.js";

/** An API's application, as the config of its environment's stack takes it. */
export interface ApiIds {
  readonly clientId: string;
  /** What a caller asks a token for: `<uri>/.default`. */
  readonly uri: string;
  /** GUIDs of its roles by their value. */
  readonly roleIds: Readonly<Record<string, string>>;
}

/** The outputs of bootstrap's program, as `pulumi stack output --json` prints them. */
export interface BootstrapOutputs {
  readonly gitHub: GitHubSettings;
  readonly apis: Readonly<Partial<Record<Place, ApiIds>>>;
  readonly stateAccount: string;
  readonly stateVault: string;
}
