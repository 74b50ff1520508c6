import { refusedByAzure } from "./azure-refusal.js";
import type { Outside } from "./outside.js";
import { NotYet, PATIENCE, type Patience, patiently } from "./patience.js";

/** As `web.getWebAppFunction` answers. */
export interface FunctionInfo {
  /** What the function registered: `{ bindings: [{ type: "eventGridTrigger", … }] }`. */
  // biome-ignore lint/suspicious/noExplicitAny: the SDK types it so, and Azure's specification has no shape for it.
  readonly config?: any;
}

export interface FunctionSearch {
  /** Name of the site, for texts. */
  readonly site: string;
  readonly functionName: string;
  readonly get: () => Promise<FunctionInfo>;
  readonly patience?: Patience;
}

/**
 * Waits until Azure Resource Manager knows a function by its Event Grid trigger: some time after its code is live,
 * when the triggers were synchronised. Before that Event Grid refuses it as a destination.
 *
 * @throws when reading it is refused for good, when it has another trigger, or when time is up.
 * @see https://github.com/Azure/bicep/issues/11656
 */
export async function awaitFunction({ site, functionName, get, patience }: FunctionSearch, outside: Outside) {
  const what = `function ${functionName} of ${site}`;
  await patiently(what, patience ?? PATIENCE, outside, async () => {
    const { config } = await get().catch((error: unknown) => {
      throw refusedByAzure(what, "reading it", "Microsoft.Web/sites/functions/read", error);
    });
    const triggers = triggersIn(config);
    if (triggers.length === 0) throw new NotYet("Azure does not list its trigger yet");
    if (!triggers.includes("eventgridtrigger")) {
      throw new Error(`${what} has the trigger ${triggers.join(", ")}: Event Grid delivers to eventGridTrigger only`);
    }
  });
}

/** Lower case: Azure and its tools vary it. */
function triggersIn(config: { readonly bindings?: readonly { readonly type?: unknown }[] } | undefined): string[] {
  return (config?.bindings ?? [])
    .map(({ type }) => String(type).toLowerCase())
    .filter((type) => type.endsWith("trigger"));
}
