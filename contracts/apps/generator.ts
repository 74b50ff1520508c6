import * as z from "zod";
import { NameGenerated } from "../events/name-generated.js";
import { defineApp, onHttp, onTimer, publish } from "../vocabulary/index.js";

/** Makes up names by the clock, and takes names by hand: `POST /api/names {"name": "Ada"}`. */
export const generator = defineApp("generator", {
  functions: {
    generateName: onTimer("*/2 * * * * *"),
    submitName: onHttp({
      method: "POST",
      route: "names",
      auth: { roles: ["Names.Generate"] },
      body: z.object({ name: z.string().min(1).max(100) }),
      maxBodyKilobytes: 4,
      // Accepted, not done: whoever handles the event does so later.
      status: 202,
      response: z.object({ id: z.uuid(), name: z.string(), event: z.literal(NameGenerated.type) }),
    }),
  },
  needs: { names: publish(NameGenerated) },
});
