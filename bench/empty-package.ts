import type { Package } from "../local/provider/package.js";

/** As long as those of Azure. */
const idOf = (token: string): string =>
  `/subscriptions/7c0ffee0-0000-4000-8000-0000000005b5/resourceGroups/rg-bench/providers/Microsoft.${token.split(":")[1]}/${Math.random()}`;

/** A provider that does nothing: what is left is the engine's own time. */
export const emptyPackage = (version: string): Package => ({
  version,
  configure: () => undefined,
  check: (_token, _name, _before, inputs) => ({ inputs, failures: [] }),
  diff: () => ({ changes: [], deleteBeforeReplace: false }),
  create: async (token, inputs) => ({ id: idOf(token), outputs: inputs }),
  previewUpdate: (_outputs, inputs) => inputs,
  update: async (_token, _id, inputs) => inputs,
  read: async (_token, id) => ({ id, inputs: {}, outputs: {} }),
  delete: async () => undefined,
  invoke: async () => ({}),
});
