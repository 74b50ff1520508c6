import type { App } from "../vocabulary/index.js";
import { generator } from "./generator.js";
import { recorder } from "./recorder.js";
import { tally } from "./tally.js";

/** Every app of the system. */
export const apps: readonly App[] = [generator, recorder, tally];
