import type { Package } from "../local/provider/package.js";

/** A provider that does nothing: what is left is the engine's own time. */
export const emptyPackage = (version: string): Package => ({
  version,
  configure: () => undefined,
  check: (_token, _name, _before, inputs) => ({ inputs, failures: [] }),
  diff: () => ({ changes: [], deleteBeforeReplace: false }),
  create: async (_token, inputs) => ({ id: `id-${Math.random()}`, outputs: inputs }),
  previewUpdate: (_outputs, inputs) => inputs,
  update: async (_token, _id, inputs) => inputs,
  read: async (_token, id) => ({ id, inputs: {}, outputs: {} }),
  delete: async () => undefined,
  invoke: async () => ({}),
});
