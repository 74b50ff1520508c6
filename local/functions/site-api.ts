import type { IncomingMessage, ServerResponse } from "node:http";
import { answerAdmin } from "./admin/answer-admin.js";
import { answerWithFetch } from "./fetch-answer.js";
import type { FunctionHost } from "./host/function-host.js";
import type { HostKeys } from "./host/host-keys.js";
import type { Session } from "./host/session.js";
import { type AnswerHeaders, addHeaders } from "./triggers/answer-headers.js";
import { isPreflight } from "./triggers/cors.js";
import { decodePath } from "./triggers/decode-path.js";
import { answerWebhook } from "./triggers/event-grid-trigger.js";
import { HttpAnswer } from "./triggers/http-answer.js";
import { type HttpCall, httpCall } from "./triggers/http-call.js";
import { headRefusal } from "./triggers/http-limits.js";

const NOT_RUNNING = "Function host is not running.";
/** Refusals that come before an app's own settings count. */
const NOTHING_ADDED: AnswerHeaders = { http: undefined, cors: { allowedOrigins: [], supportCredentials: false } };

/** A request on its way through the host. */
interface Passing {
  readonly call: HttpCall;
  readonly response: ServerResponse;
  readonly added: AnswerHeaders;
  readonly failed: (error: unknown) => Response;
}

/**
 * Answers a request to `{app}.azurewebsites.net`, in the order of the host's middleware.
 *
 * @param failed answers in place of what throws in the admin API.
 * @see https://github.com/Azure/azure-functions-host/blob/dev/src/WebJobs.Script.WebHost/WebJobsApplicationBuilderExtension.cs
 */
export async function answerSite(
  message: IncomingMessage,
  response: ServerResponse,
  host: FunctionHost,
  failed: (error: unknown) => Response,
): Promise<void> {
  const { keys, session, site } = host;
  const call = httpCall(message, site.name);
  const bare = new HttpAnswer(call, response, NOTHING_ADDED);
  const refusal = headRefusal(message);
  if (refusal !== undefined) return bare.refuse(refusal);
  if (keys === undefined) return bare.send(503, new Headers(), NOT_RUNNING);

  const added = { http: session?.hostJson.http, cors: site.cors };
  const passing = { call, response, added, failed };
  if (/^\/admin(\/|$)/i.test(decodePath(call.path))) {
    return isPreflight(call)
      ? preflight(passing)
      : answerInside(passing, (request) => answerAdmin(request, host, keys));
  }
  const isTaken = await host.serve((given) => {
    const dressed = { ...passing, added: { ...added, http: given.hostJson.http } };
    return given.throttle.run(() => answerRunning(dressed, keys, given));
  });
  if (isTaken === undefined) return bare.send(503, new Headers(), NOT_RUNNING);
  // The name by which Azure's front end learns that the app wants more instances.
  if (!isTaken) await bare.send(429, new Headers({ "x-function-scaleout": "1" }));
}

async function answerRunning(passing: Passing, keys: HostKeys, session: Session): Promise<void> {
  const { call, response, added } = passing;
  if (isPreflight(call)) return preflight(passing);
  const { functions, invoker, blobs } = session;
  const extension = /^\/runtime\/webhooks\/([^/]+)/i.exec(decodePath(call.path))?.[1];
  if (extension !== undefined) {
    return answerWebhook(call, new HttpAnswer(call, response, added), extension, { functions, keys, invoker, blobs });
  }
  return session.http.answer(call, new HttpAnswer(call, response, added), keys);
}

const preflight = ({ call, response, added }: Passing): Promise<void> =>
  new HttpAnswer(call, response, added).send(204);

function answerInside(
  { call, response, added, failed }: Passing,
  answer: (request: Request) => Response | Promise<Response>,
): Promise<void> {
  const dressed = async (request: Request): Promise<Response> => {
    const made = await answer(request);
    addHeaders(made.headers, call, added);
    return made;
  };
  return answerWithFetch(call.message, response, dressed, failed);
}
