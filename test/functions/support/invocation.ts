import { InvocationContext } from "@azure/functions";

/** An invocation whose log lines are kept as `level: text`. */
export function invocation(): { readonly context: InvocationContext; readonly lines: string[] } {
  const lines: string[] = [];
  const context = new InvocationContext({
    functionName: "underTest",
    logHandler: (level, ...args) => lines.push(`${level}: ${args.join(" ")}`),
  });
  return { context, lines };
}
