import type { HttpRequest, HttpResponseInit } from "@azure/functions";
import type { Auth, OnHttp } from "../../contracts/index.js";
import type { Caller } from "./callers/caller.js";
import { misfitsOf } from "./misfits.js";
import { problem } from "./problem.js";
import { readBody } from "./read-body.js";

/** A request as a handler gets it. */
export interface HttpCall<B, A extends Auth = Auth> {
  /** Who is calling; undefined where everybody may. */
  readonly caller: A extends "anonymous" ? undefined : Caller;
  /** The JSON body, checked against the manifest's schema; undefined when that names none. */
  readonly body: B;
  /** Parameters of the route. */
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
}

/** What a handler answers with: the JSON that the manifest has, and what else is to be said. */
export interface HttpAnswer<R> extends HttpResponseInit {
  readonly jsonBody?: R;
}

export type ReadCall<B> = { readonly call: Omit<HttpCall<B>, "caller"> } | { readonly refusal: HttpResponseInit };

const BYTES_IN_KILOBYTE = 1024;

/** Reads a request, or the answer that says what is wrong with it. */
export async function readCall<B>(trigger: OnHttp<B>, request: HttpRequest): Promise<ReadCall<B>> {
  const { params, query } = request;
  if (trigger.body === undefined) return { call: { body: undefined as B, params, query } };
  const { maxBodyKilobytes } = trigger;
  const text = await readBody(request, maxBodyKilobytes * BYTES_IN_KILOBYTE);
  if (text === undefined) return { refusal: problem(413, `The body is longer than ${maxBodyKilobytes} kilobytes.`) };
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return { refusal: misfit([{ field: "", message: "Invalid input: expected JSON" }]) };
  }
  const { success, data, error } = trigger.body.safeParse(json);
  return success ? { call: { body: data, params, query } } : { refusal: misfit(misfitsOf(error)) };
}

const misfit = (errors: ReturnType<typeof misfitsOf>): HttpResponseInit =>
  problem(400, "The body does not fit what this function expects.", { errors });
