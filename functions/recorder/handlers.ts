import type { recorder } from "../../contracts/index.js";
import type { Handlers } from "../kit/index.js";
import { recordOf } from "./logic.js";

export const handlers: Handlers<typeof recorder> = {
  recordName: async ({ data: { id, name } }, { rawNames, pseudonymKey, log }) => {
    await rawNames.put(`${id}.txt`, recordOf(name, await pseudonymKey()));
    log.info("NameRecorded", { id });
  },
};
