/** What a command says, and ends with, that finds nothing to work on. */
export const NOTHING_RUNS = "No system runs on a local Azure. Start both: npm start";
export const NOTHING_RUNS_CODE = 3;
