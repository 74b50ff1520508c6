import { randomUUID } from "node:crypto";
import { type generator, NameGenerated } from "../../contracts/index.js";
import type { Handlers } from "../kit/index.js";
import { makeUpName } from "./logic.js";

export const handlers: Handlers<typeof generator> = {
  generateName: async (_timer, { names, log }) => {
    const id = randomUUID();
    await names(NameGenerated, { id, name: makeUpName(Math.random) }, { id });
    log.info("NamePublished", { id });
  },

  submitName: async ({ body }, { names, log }) => {
    const id = randomUUID();
    await names(NameGenerated, { id, name: body.name }, { id });
    log.info("NamePublished", { id });
    // Accepted, not done: whoever handles the event does so later.
    return { status: 202, jsonBody: { id, name: body.name, event: NameGenerated.type } };
  },
};
