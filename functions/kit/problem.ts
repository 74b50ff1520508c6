import { STATUS_CODES } from "node:http";
import type { HttpResponseInit } from "@azure/functions";
import type { Misfit } from "./misfits.js";

/**
 * An answer that says what is wrong, as problem details.
 *
 * @param detail for people; says nothing that the caller must not know.
 * @param errors where a value does not fit, if that is what is wrong.
 * @see https://www.rfc-editor.org/rfc/rfc9457
 */
export const problem = (
  status: number,
  detail: string,
  { headers = {}, errors }: { readonly headers?: Record<string, string>; readonly errors?: readonly Misfit[] } = {},
): HttpResponseInit => ({
  status,
  headers: { ...headers, "content-type": "application/problem+json" },
  body: JSON.stringify({
    type: "about:blank",
    title: STATUS_CODES[status],
    status,
    detail,
    ...(errors === undefined ? {} : { errors }),
  }),
});
