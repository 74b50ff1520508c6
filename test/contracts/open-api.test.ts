import assert from "node:assert/strict";
import * as z from "zod";
import { defineApp, generator, onHttp, onTimer, recorder, tally } from "../../contracts/index.js";
import { openApi } from "../../contracts/reference/open-api.js";

interface Operation {
  readonly operationId: string;
  readonly parameters?: readonly { readonly name: string }[];
  readonly requestBody?: { readonly content: Record<string, { readonly schema: object }> };
  readonly responses: Record<string, { readonly content?: Record<string, object> }>;
  readonly security: readonly object[];
}

const documentOf = (app: Parameters<typeof openApi>[0]) =>
  openApi(app, "1.2.3") as { openapi: string; paths: Record<string, Record<string, Operation>> } | undefined;

describe("openApi", () => {
  it("says what is sent, what comes back, and which role opens it", () => {
    const post = documentOf(generator)?.paths["/api/names"]?.post;
    assert.ok(post !== undefined);
    assert.deepEqual(post.security, [{ bearer: ["Names.Generate"] }]);
    assert.deepEqual(Object.keys(post.responses), ["202", "400", "401", "403", "413", "503"]);
    assert.deepEqual(post.requestBody?.content["application/json"]?.schema, {
      type: "object",
      properties: { name: { type: "string", minLength: 1, maxLength: 100 } },
      required: ["name"],
    });
    const get = documentOf(tally)?.paths["/api/counts"]?.get;
    assert.deepEqual(Object.keys(get?.responses ?? {}), ["200", "401", "403", "503"]);
    assert.equal(get?.requestBody, undefined);
  });

  it("is nothing of an app that answers nothing", () => {
    assert.equal(documentOf(recorder), undefined);
    assert.equal(documentOf(defineApp("tester", { functions: { tick: onTimer("0 * * * * *") } })), undefined);
  });

  it("has a requirement for each of several scopes, none where everybody may call, and both methods of a route", () => {
    const body = z.object({ a: z.int() });
    const app = defineApp("tester", {
      functions: {
        one: onHttp({ method: "GET", route: "things/{id:int}/{*rest}", auth: "anonymous" }),
        other: onHttp({ method: "PUT", route: "things/{id}/{rest?}", auth: { scopes: ["a", "b"] }, body }),
      },
    });
    const path = documentOf(app)?.paths["/api/things/{id}/{rest}"];
    assert.deepEqual(path?.get?.security, []);
    assert.deepEqual(Object.keys(path?.get?.responses ?? {}), ["204"]);
    assert.deepEqual(
      path?.get?.parameters?.map(({ name }) => name),
      ["id", "rest"],
    );
    assert.deepEqual(path?.put?.security, [{ bearer: ["a"] }, { bearer: ["b"] }]);
  });
});
