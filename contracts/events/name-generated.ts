import * as z from "zod";
import { defineEvent } from "../vocabulary/index.js";

/** Somebody, or the generator's clock, came up with a name. */
export const NameGenerated = defineEvent(
  "Names.NameGenerated.v1",
  z.object({ id: z.uuid(), name: z.string().min(1).max(100) }),
);
