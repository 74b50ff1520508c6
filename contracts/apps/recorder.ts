import { NameGenerated } from "../events/name-generated.js";
import { pseudonymKey, rawNames } from "../resources.js";
import { defineApp, onEvent, read, SET_ASIDE, write } from "../vocabulary/index.js";

/** Writes each name, with a keyed pseudonym, to a blob of its own. */
export const recorder = defineApp("recorder", {
  functions: { recordName: onEvent(NameGenerated) },
  needs: { rawNames: write(rawNames), pseudonymKey: read(pseudonymKey), setAside: write(SET_ASIDE) },
});
