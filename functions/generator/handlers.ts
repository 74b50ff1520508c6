import { randomUUID } from "node:crypto";
import { type generator, NameGenerated } from "../../contracts/index.js";
import type { Handlers } from "../kit/index.js";
import { letterOf } from "../shared/letter-of.js";
import { makeUpName } from "./logic.js";

export const handlers: Handlers<typeof generator> = {
  generateName: async (_timer, { names, log, count }) => {
    const id = randomUUID();
    const name = makeUpName(Math.random);
    await names(NameGenerated, { id, name }, { id });
    count("names.generated", { letter: letterOf(name) });
    log.info("NamePublished", { id });
  },

  submitName: async ({ body }, { names, log, count }) => {
    const id = randomUUID();
    await names(NameGenerated, { id, name: body.name }, { id });
    count("names.generated", { letter: letterOf(body.name) });
    log.info("NamePublished", { id });
    return { jsonBody: { id, name: body.name, event: NameGenerated.type } };
  },
};
