import * as z from "zod";
import { NameGenerated } from "../events/name-generated.js";
import { letterCounts } from "../resources.js";
import { defineApp, onEvent, onHttp, readWrite, SET_ASIDE, write } from "../vocabulary/index.js";

/** Counts names by their first letter; `GET /api/counts` answers with the counts. */
export const tally = defineApp("tally", {
  functions: {
    countName: onEvent(NameGenerated),
    getCounts: onHttp({
      method: "GET",
      route: "counts",
      auth: { roles: ["Counts.Read"] },
      response: z.object({ counts: z.record(z.string(), z.int()), total: z.int() }),
    }),
  },
  needs: { letterCounts: readWrite(letterCounts), setAside: write(SET_ASIDE) },
});
