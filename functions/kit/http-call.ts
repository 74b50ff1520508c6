import type { HttpRequest, HttpResponseInit } from "@azure/functions";
import type { OnHttp } from "../../contracts/index.js";
import { type Misfit, misfitsOf } from "./misfits.js";

/** A request as a handler gets it. */
export interface HttpCall<B> {
  /** The JSON body, checked against the manifest's schema; undefined when that names none. */
  readonly body: B;
  /** Parameters of the route. */
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
}

export type ReadCall<B> = { readonly call: HttpCall<B> } | { readonly refusal: HttpResponseInit };

/** Reads a request, or the answer that says what is wrong with it. */
export async function readCall<B>(trigger: OnHttp<B>, request: HttpRequest): Promise<ReadCall<B>> {
  const { params, query } = request;
  if (trigger.body === undefined) return { call: { body: undefined as B, params, query } };
  const text = await request.text();
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return { refusal: refusalOf([{ field: "", message: "Invalid input: expected JSON" }]) };
  }
  const { success, data, error } = trigger.body.safeParse(json);
  return success ? { call: { body: data, params, query } } : { refusal: refusalOf(misfitsOf(error)) };
}

/** @see https://www.rfc-editor.org/rfc/rfc9457 */
const refusalOf = (errors: readonly Misfit[]): HttpResponseInit => ({
  status: 400,
  headers: { "content-type": "application/problem+json" },
  body: JSON.stringify({
    type: "about:blank",
    title: "Bad Request",
    status: 400,
    detail: "The body does not fit what this function expects.",
    errors,
  }),
});
