import type { EventType } from "../vocabulary/index.js";
import { NameGenerated } from "./name-generated.js";

/** Every kind of event of the system. */
export const events: readonly EventType[] = [NameGenerated];
