import { readFileSync, writeFileSync } from "node:fs";
import { BOOTSTRAP } from "../state-names.js";
import { encryptionIn, valueIn, withEncryption } from "./encryption.js";
import type { LocalState } from "./local-state.js";
import { onceSpread } from "./spreading.js";
import type { Stack } from "./stack.js";
import type { Waiting } from "./waiting.js";

/**
 * Moves bootstrap's state from its folder into the account that it has made, encrypted with the key that it has made.
 * Each step is one that can be done again: the folder is removed last, when a preview on the moved state is clean.
 */
export async function moveState(
  local: LocalState,
  remote: Stack,
  secretsProvider: string,
  waiting: Waiting,
): Promise<void> {
  if (valueIn(local.encryption.join("\n"), "secretsprovider") !== secretsProvider)
    await onceSpread("encrypting with the new key", () => local.encryptWith(secretsProvider), waiting);
  const file = remote.configFile;
  const before = readFileSync(file, "utf8");
  // The same key here and there: what one has encrypted the other decrypts.
  if (encryptionIn(before).sort().join() !== local.encryption.sort().join())
    writeFileSync(file, withEncryption(before, local.encryption));
  await onceSpread(
    `making stack ${BOOTSTRAP} in the new account`,
    async () => {
      if (!(await remote.exists())) await remote.init(secretsProvider);
    },
    waiting,
  );
  const state = await local.stack.pulumi(["stack", "export"]);
  await onceSpread("writing the state", () => remote.pulumi(["stack", "import"], state), waiting);
  await onceSpread("looking at it", () => remote.pulumi(["preview", "--expect-no-changes"]), waiting);
  local.remove();
}
