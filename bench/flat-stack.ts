import { createRequire } from "node:module";
import { ProviderServer } from "../local/provider/provider-server.js";
import { emptyPackage } from "./empty-package.js";
import { Stack } from "./stack.js";

/**
 * The reference of most rows: a flat program of so many resources, with a provider that does nothing.
 *
 * @param folder an empty one, for its state.
 * @param size `count` resources, the stack itself and the provider among them, of which so many are subscriptions.
 */
export async function withFlatStack<T>(
  folder: string,
  { count, subscriptions = 0 }: { readonly count: number; readonly subscriptions?: number },
  use: (stack: Stack) => Promise<T>,
): Promise<T> {
  const { version } = createRequire(import.meta.url)("@pulumi/azure-native/package.json") as { version: string };
  const provider = new ProviderServer(emptyPackage(version));
  await provider.listen(0);
  try {
    const env = {
      FLAT_COUNT: String(count - 2),
      FLAT_SUBSCRIPTIONS: String(subscriptions),
      PULUMI_DEBUG_PROVIDERS: `azure-native:${provider.port}`,
    };
    return await use(await Stack.make("flat-program", folder, env));
  } finally {
    provider.close();
  }
}
