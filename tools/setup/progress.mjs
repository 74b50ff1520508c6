// @ts-check
/** On a terminal a step shows once it has taken this long, in milliseconds: shorter ones would only flicker. */
const SHOW_AFTER_MS = 2_000;

/** How often a terminal's line is redrawn, in milliseconds. */
const REDRAW_MS = 250;

/** How often a step that goes on says so where lines cannot be redrawn, in milliseconds. */
const REPORT_MS = 15_000;

/**
 * Tells the user what the set-up does.
 *
 * @typedef {object} Progress
 * @property {<T>(text: string, work: (detail: (text: string) => void) => Promise<T>) => Promise<T>} step runs the work
 *   under the text; the work may say how far it is. A step that fails is shown as failed, and the error goes on
 * @property {(text: string) => void} note a line that stays
 */

/**
 * @typedef {object} ProgressClock
 * @property {() => number} now in milliseconds
 * @property {(task: () => void, ms: number) => unknown} repeat
 * @property {(handle: any) => void} stop
 */

/** @type {ProgressClock} */
const realClock = { now: () => performance.now(), repeat: (task, ms) => setInterval(task, ms), stop: clearInterval };

/**
 * On a terminal one line that is redrawn with the elapsed seconds, else a plain line when a step starts, every 15 s
 * while it goes on, and when it ends.
 *
 * @param {{ write(text: string): unknown, isTTY?: boolean, columns?: number }} stream
 * @param {{ env: NodeJS.ProcessEnv, clock?: ProgressClock }} options colours are left out if NO_COLOR is set
 * @returns {Progress}
 * @see https://no-color.org
 */
export function createProgress(stream, { env, clock = realClock }) {
  const isColoured = stream.isTTY === true && !env.NO_COLOR;
  const dim = (/** @type {string} */ text) => (isColoured ? `\u001b[2m${text}\u001b[22m` : text);
  return {
    note: (text) => stream.write(`${text}\n`),
    async step(text, work) {
      const startedAt = clock.now();
      const elapsedMs = () => clock.now() - startedAt;
      let detail = "";
      const line = () => ` (${[detail, seconds(elapsedMs())].filter((part) => part !== "").join(", ")})`;
      if (!stream.isTTY) stream.write(`${text}…\n`);
      const redraw = () => {
        if (elapsedMs() < SHOW_AFTER_MS) return;
        const tail = line();
        stream.write(`\r${cut(`${text}…`, (stream.columns ?? 80) - tail.length - 1)}${dim(tail)}\u001b[K`);
      };
      const report = () => stream.write(`${text}…${line()}\n`);
      const timer = stream.isTTY ? clock.repeat(redraw, REDRAW_MS) : clock.repeat(report, REPORT_MS);
      const finish = (/** @type {string} */ outcome) => {
        clock.stop(timer);
        if (!stream.isTTY || elapsedMs() >= SHOW_AFTER_MS) {
          const start = stream.isTTY ? "\r" : "";
          stream.write(`${start}${text}: ${outcome} ${dim(`(${seconds(elapsedMs())})`)}${start && "\u001b[K"}\n`);
        }
      };
      try {
        const result = await work((said) => {
          detail = said;
        });
        finish("done");
        return result;
      } catch (error) {
        finish("failed");
        throw error;
      }
    },
  };
}

/** @param {number} ms */
function seconds(ms) {
  return `${Math.round(ms / 1000)} s`;
}

/**
 * A line that wraps cannot be redrawn, so the text is cut to what the terminal's width leaves for it.
 *
 * @param {string} text
 * @param {number} width
 */
function cut(text, width) {
  return text.length <= width ? text : `${text.slice(0, Math.max(0, width - 1))}…`;
}
