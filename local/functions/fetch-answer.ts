import type { IncomingMessage, ServerResponse } from "node:http";
import { getRequestListener } from "@hono/node-server";

/**
 * Answers a request by a function that has it as `fetch` has one.
 *
 * @param failed answers in place of one that throws.
 */
export async function answerWithFetch(
  message: IncomingMessage,
  response: ServerResponse,
  answer: (request: Request) => Response | Promise<Response>,
  failed: (error: unknown) => Response,
): Promise<void> {
  const listener = getRequestListener(answer, { overrideGlobalObjects: false, errorHandler: failed });
  await listener(message, response);
}
