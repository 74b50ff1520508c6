import { type Journeys, latencyOf, median } from "./journey.js";
import { NAMES, type Outcome } from "./wait-for-names.js";

/**
 * What `--once` says in the end: figures, and where the first name was lost when it failed.
 *
 * @param refusals calls that were refused for want of a role.
 */
export function summarize(
  outcome: Outcome,
  journeys: Journeys,
  times: { readonly startedAt: Date; readonly readyAt: Date },
  refusals: readonly string[],
): string {
  const complete = journeys.complete();
  const lines = [
    "",
    `ready after      ${((times.readyAt.getTime() - times.startedAt.getTime()) / 1000).toFixed(1)} s`,
    `names published  ${journeys.all().length}`,
    `all the way      ${complete.length}`,
    `blobs            ${outcome.recorded ?? "no answer"}`,
    `tally            ${outcome.counted ?? "no answer"}`,
    `median latency   ${median(complete.map(latencyOf))} ms`,
  ];
  if (outcome.equal) return [...lines, "", "Every name arrived: the tally equals the blobs."].join("\n");
  const refused = [
    ...(outcome.failure === undefined ? [] : [`At last: ${outcome.failure}`]),
    ...(refusals.length === 0 ? [] : ["Refused:", ...refusals.map((line) => `  ${line}`)]),
  ];
  const lost = journeys.firstLost();
  if (lost !== undefined) {
    return [
      ...lines,
      "",
      `The first name lost is ${lost.id}: it was not ${lost.station}. \`npm run local -- logs\` shows each step.`,
      ...refused,
    ].join("\n");
  }
  const why =
    complete.length < NAMES
      ? `only ${complete.length} of ${NAMES} names were published`
      : "the tally differs from the blobs";
  return [...lines, "", `Failed: ${why}.`, ...refused].join("\n");
}
