import type { InvocationContext } from "@azure/functions";

export type LogFields = Readonly<Record<string, string | number | boolean>>;

/**
 * A handler's log. A line is a fixed message and, behind it, its fields as JSON, so that a query can count and
 * filter: `traces | where message startswith "EventSetAside" | extend f = parse_json(substring(message, 14))`.
 *
 * Put ids in the fields, not an event's data: logs are kept longer and read by more people.
 */
export interface Log {
  info(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  error(message: string, fields?: LogFields): void;
}

/**
 * The log of one invocation, correlated with it by the Functions host.
 *
 * @param always fields of every line, behind its own: the trace, and the event, that it belongs to.
 */
export function logOf(invocation: Pick<InvocationContext, "info" | "warn" | "error">, always: LogFields): Log {
  const line = (message: string, fields: LogFields = {}) => `${message} ${JSON.stringify({ ...fields, ...always })}`;
  return {
    info: (message, fields) => invocation.info(line(message, fields)),
    warn: (message, fields) => invocation.warn(line(message, fields)),
    error: (message, fields) => invocation.error(line(message, fields)),
  };
}
