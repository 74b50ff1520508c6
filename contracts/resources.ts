import * as z from "zod";
import { blobContainer, secret, table } from "./vocabulary/index.js";

/** One blob a name: `{id}.txt`. */
export const rawNames = blobContainer("raw-names");

/** How many names begin with a letter: one partition a letter, counted in its row `count`. */
export const letterCounts = table("lettercounts", z.object({ count: z.int().nonnegative() }));

/** The key of the pseudonyms that the recorder writes beside each name. */
export const pseudonymKey = secret("pseudonym-key");
