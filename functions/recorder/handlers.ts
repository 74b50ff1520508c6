import type { recorder } from "../../contracts/index.js";
import type { Handlers } from "../kit/index.js";
import { letterOf } from "../shared/letter-of.js";
import { recordOf } from "./logic.js";

export const handlers: Handlers<typeof recorder> = {
  recordName: async ({ data: { id, name } }, { rawNames, pseudonymKey, log, count }) => {
    await rawNames.put(`${id}.txt`, recordOf(name, await pseudonymKey()));
    count("names.recorded", { letter: letterOf(name) });
    log.info("NameRecorded", { id });
  },
};
