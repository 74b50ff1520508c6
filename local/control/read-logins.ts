import { z } from "zod";
import type { Claims } from "../github/github-issuer.js";
import type { ApplicationLogin } from "./control-client.js";

const MOST_CHARACTERS = 600;

const job = z.strictObject({
  subject: z.string().min(1).max(MOST_CHARACTERS),
  claims: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).optional(),
});
const login = z.strictObject({ clientId: z.string(), tenantId: z.string(), token: z.string() });

/** Reads a job of GitHub: its subject, and claims of its own. @throws with what is wrong. */
export function readGitHubJob(json: string): { readonly subject: string; readonly claims: Claims | undefined } {
  const { subject, claims } = read("a job", job, json);
  return { subject, claims };
}

/** Reads an application's login. @throws with what is wrong. */
export const readApplicationLogin = (json: string): ApplicationLogin => read("a login", login, json);

function read<T>(what: string, schema: z.ZodType<T>, json: string): T {
  const result = schema.safeParse(JSON.parse(json));
  if (result.success) return result.data;
  // Only where and what is wrong: a token must not be repeated.
  const [issue] = result.error.issues;
  throw new Error(`${what}: ${issue?.path.join(".") || "the body"}: ${issue?.message}`);
}
