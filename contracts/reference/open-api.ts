import type { App } from "../vocabulary/app.js";
import { jsonSchemaOf } from "../vocabulary/json-schema.js";
import type { OnHttp } from "../vocabulary/on-http.js";

/** Name of the way to log in, within the document. */
const BEARER = "bearer";

/**
 * What an app answers by HTTP, as an OpenAPI document; nothing of an app that answers nothing.
 *
 * Its server is the root of whatever serves the document: where an app is, is the stack's business.
 *
 * @see https://spec.openapis.org/oas/v3.1.1.html
 */
export function openApi({ name, functions }: App, version: string): object | undefined {
  const answering = Object.entries(functions).flatMap(([fn, on]) => (on.trigger === "http" ? [[fn, on] as const] : []));
  if (answering.length === 0) return undefined;
  const paths: Record<string, Record<string, object>> = {};
  for (const [fn, on] of answering) {
    const path = `/api/${pathOf(on.route)}`;
    paths[path] = { ...paths[path], [on.method.toLowerCase()]: operation(fn, on) };
  }
  return {
    openapi: "3.1.1",
    info: { title: name, version, description: `HTTP functions of the app ${name}.` },
    servers: [{ url: "/" }],
    paths,
    components: {
      securitySchemes: {
        [BEARER]: {
          type: "http",
          scheme: "bearer",
          bearerFormat: "JWT",
          description: "An access token for this API, of one of the issuers that the stack trusts.",
        },
      },
      schemas: { Problem: PROBLEM },
    },
  };
}

/** The template of a route without what the Functions host adds: constraints, defaults, optional and catch-all parts. */
const pathOf = (route: string): string => route.replaceAll(/\{\*{0,2}(\w+)[^}]*\}/g, "{$1}");

const parametersOf = (route: string): object[] =>
  [...pathOf(route).matchAll(/\{(\w+)\}/g)].map(([, name]) => ({
    name,
    in: "path",
    required: true,
    schema: { type: "string" },
  }));

function operation(fn: string, on: OnHttp): object {
  const parameters = parametersOf(on.route);
  return {
    operationId: fn,
    ...(parameters.length === 0 ? {} : { parameters }),
    ...(on.body === undefined
      ? {}
      : {
          requestBody: {
            required: true,
            description: `At most ${on.maxBodyKilobytes} kilobytes.`,
            content: { "application/json": { schema: schemaOf(`the body of ${fn}`, on.body) } },
          },
        }),
    responses: {
      [on.status]: success(fn, on),
      ...(on.body === undefined ? {} : refused({ 400: "The body does not fit.", 413: "The body is too long." })),
      ...(on.auth === "anonymous" ? {} : refused(DENIED)),
    },
    security: securityOf(on),
  };
}

/** One requirement for each role or scope: any of them will do. */
function securityOf({ auth }: OnHttp): object[] {
  if (auth === "anonymous") return [];
  const names = auth.roles !== undefined ? auth.roles : auth.scopes;
  return names.map((name) => ({ [BEARER]: [name] }));
}

function success(fn: string, { response }: OnHttp): object {
  if (response === undefined) return { description: "Done." };
  const schema = schemaOf(`the answer of ${fn}`, response);
  return { description: "Done.", content: { "application/json": { schema } } };
}

const DENIED: Readonly<Record<number, string>> = {
  401: "There is no access token, or it is not taken; WWW-Authenticate says which.",
  403: "The caller has none of the roles or scopes that are needed.",
  503: "Tokens cannot be checked now; Retry-After says when to come again.",
};

const refused = (texts: Readonly<Record<number, string>>): Record<string, object> =>
  Object.fromEntries(
    Object.entries(texts).map(([status, description]) => [
      status,
      { description, content: { "application/problem+json": { schema: { $ref: "#/components/schemas/Problem" } } } },
    ]),
  );

/** The dialect is OpenAPI's own, which knows the keywords that are used here. */
function schemaOf(what: string, data: NonNullable<OnHttp["body"]>): object {
  const { $schema: _, ...schema } = jsonSchemaOf(what, data);
  return schema;
}

/** https://www.rfc-editor.org/rfc/rfc9457 */
const PROBLEM = {
  type: "object",
  properties: {
    type: { type: "string" },
    title: { type: "string" },
    status: { type: "integer" },
    detail: { type: "string" },
    errors: {
      type: "array",
      items: { type: "object", properties: { field: { type: "string" }, message: { type: "string" } } },
    },
  },
  required: ["type", "title", "status"],
};
