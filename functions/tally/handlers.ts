import type { tally } from "../../contracts/index.js";
import type { Handlers } from "../kit/index.js";
import { letterOf } from "../shared/letter-of.js";
import { countsOf } from "./logic.js";

export const handlers: Handlers<typeof tally> = {
  countName: async ({ id, source, data }, { letterCounts, log }) => {
    const counted = await letterCounts.change(
      { partition: letterOf(data.name), row: "count" },
      (current) => ({ count: (current?.count ?? 0) + 1 }),
      { once: `${source} ${id}` },
    );
    log.info(counted ? "NameCounted" : "NameCountedBefore", { id });
  },

  getCounts: async (_request, { letterCounts }) => {
    const rows: { letter: string; count: number }[] = [];
    for await (const { partition, value } of letterCounts.list()) rows.push({ letter: partition, count: value.count });
    return { jsonBody: countsOf(rows) };
  },
};
