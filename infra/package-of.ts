import type { App } from "../contracts/index.js";
import { bundle } from "../functions/bundle.js";

/** An app's built code. */
export interface Package {
  /** Packed when it is shipped. */
  readonly zip: () => Uint8Array;
  /** Hash of the code, in hexadecimal digits: the same source gives the same. */
  readonly sha256: string;
}

/** Builds an app's code: the one thing that the program knows of `functions/`. */
export const packageOf = (app: App): Promise<Package> => bundle(app.name);
