import { z } from "zod";
import { MAX_TAGS, MAX_VALUE_LENGTH } from "./constants.js";
import { readBody } from "./read-body.js";
import type { SecretAttributes } from "./secret-store.js";

const seconds = z.int().nonnegative();
const parameters = z.object({
  contentType: z.string().nullish(),
  tags: z
    .record(z.string(), z.string())
    .refine((tags) => Object.keys(tags).length <= MAX_TAGS, `at most ${MAX_TAGS} tags are allowed`)
    .nullish(),
  attributes: z.object({ enabled: z.boolean().nullish(), nbf: seconds.nullish(), exp: seconds.nullish() }).nullish(),
});
const withValue = parameters.extend({
  value: z
    .string()
    .refine((value) => Buffer.byteLength(value) <= MAX_VALUE_LENGTH, `at most ${MAX_VALUE_LENGTH} bytes are allowed`),
});

/** Body of `PUT secrets/{name}`. @throws KeyVaultError */
export function readSetParameters(body: string): { readonly value: string; readonly attributes: SecretAttributes } {
  const { value, ...rest } = readBody(withValue, body);
  return { value, attributes: merged(rest, NO_ATTRIBUTES) };
}

/** Body of `PATCH secrets/{name}/{version}`: what it leaves out stays. @throws KeyVaultError */
export const readUpdateParameters = (body: string, present: SecretAttributes): SecretAttributes =>
  merged(readBody(parameters, body), present);

const NO_ATTRIBUTES: SecretAttributes = {
  contentType: undefined,
  tags: undefined,
  enabled: true,
  notBefore: undefined,
  expires: undefined,
};

const merged = ({ attributes, contentType, tags }: z.infer<typeof parameters>, present: SecretAttributes) => ({
  contentType: contentType ?? present.contentType,
  tags: tags ?? present.tags,
  enabled: attributes?.enabled ?? present.enabled,
  notBefore: attributes?.nbf ?? present.notBefore,
  expires: attributes?.exp ?? present.expires,
});
