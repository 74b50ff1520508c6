import type * as z from "zod";
import { errors } from "./errors.js";

/**
 * Reads the body of a request.
 *
 * @throws KeyVaultError 400 with where and what is wrong. The value is left out: it may be a secret.
 */
export function readBody<T>(schema: z.ZodType<T>, body: string): T {
  const result = schema.safeParse(parsed(body));
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw errors.badParameter(`Property ${issue?.path.join(".") || "of the body"} has invalid value: ${issue?.message}`);
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    throw errors.badParameter("The request body is not valid JSON.");
  }
}
