import { explain } from "../ci/explain.js";
import { STACK } from "./workspace.js";

/** What is said when the CLI has printed itself what was wrong. */
export const SEE_PAGE =
  "What such a text means, and what to do: docs/how-to/recover.md. To begin afresh: npm run local -- reset";

/** The text of an error, and what is known about its cause and the way on. */
export function failureText(error: Error): string {
  const explanation = explain(error.message, { stack: STACK });
  return explanation === undefined ? error.message : `${error.message}\n${explanation}`;
}
