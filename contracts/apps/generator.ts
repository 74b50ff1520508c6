import * as z from "zod";
import { NameGenerated } from "../events/name-generated.js";
import { defineApp, onHttp, onTimer, publish } from "../vocabulary/index.js";

/** Makes up names by the clock, and takes names by hand: `POST /api/names {"name": "Ada"}`. */
export const generator = defineApp("generator", {
  functions: {
    generateName: onTimer("*/2 * * * * *"),
    submitName: onHttp("POST", "names", z.object({ name: z.string().min(1).max(100) })),
  },
  needs: { names: publish(NameGenerated) },
});
