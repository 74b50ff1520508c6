import { styleText } from "node:util";

/** Text in colour on a terminal; plain in a pipe, or with NO_COLOR. */
export const paint = (style: "bold" | "dim" | "green" | "red" | "yellow", text: string, stream: NodeJS.WriteStream) =>
  styleText(style, text, { stream });
