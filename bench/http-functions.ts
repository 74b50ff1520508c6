import { Children } from "./children.js";
import { withFlow } from "./flow.js";
import { readInTurns, SAME_BYTES } from "./read-in-turns.js";
import { type Row, shareRow } from "./row.js";

const LEAST = 0.25;

/** Calls of an HTTP function in an app's own process, against a bare server that answers with the same bytes. */
export const measureHttpFunctions = (folder: string): Promise<Row[]> =>
  withFlow(folder, ({ app }) =>
    Children.during(folder, async (children) => {
      const { ours, bare } = await readInTurns(children, { way: app, path: "/api/ping", headers: {} });
      return [shareRow("calls of an HTTP function", ours.perSecond, SAME_BYTES, bare.perSecond, LEAST)];
    }),
  );
