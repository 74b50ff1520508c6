import { resolve } from "node:path";

/** A path as the caller means it: npm runs a script at the root, and keeps where it was called from in `INIT_CWD`. */
export const userPath = (path: string): string => resolve(process.env.INIT_CWD ?? process.cwd(), path);
