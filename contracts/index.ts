export { generator } from "./apps/generator.js";
export { recorder } from "./apps/recorder.js";
export { tally } from "./apps/tally.js";
export { NameGenerated } from "./events/name-generated.js";
export { letterCounts, pseudonymKey, rawNames } from "./resources.js";
export * from "./vocabulary/index.js";
