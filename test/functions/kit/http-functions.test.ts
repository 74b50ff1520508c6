import assert from "node:assert/strict";
import { HttpRequest } from "@azure/functions";
import * as z from "zod";
import { defineApp, onHttp } from "../../../contracts/index.js";
import { TokenRefusal } from "../../../functions/kit/callers/call-refusal.js";
import type { Handlers } from "../../../functions/kit/index.js";
import { invocablesOf } from "../../../functions/kit/invocables.js";
import { callerWith, WITH_TOKEN } from "../support/caller-with.js";
import { invocation } from "../support/invocation.js";

const app = defineApp("tester", {
  functions: {
    write: onHttp({
      method: "POST",
      route: "names",
      auth: { roles: ["Names.Write"] },
      body: z.object({ name: z.string() }),
      maxBodyKilobytes: 1,
      status: 201,
      response: z.object({ by: z.string() }),
    }),
    open: onHttp({ method: "GET", route: "open", auth: "anonymous" }),
  },
});

describe("An HTTP function", () => {
  let handled: unknown[];
  beforeEach(() => {
    handled = [];
  });

  const handlers: Handlers<typeof app> = {
    write: async ({ caller, body }) => {
      handled.push(body);
      return { jsonBody: { by: caller.subject } };
    },
    open: async ({ caller }) => {
      handled.push(caller);
      return {};
    },
  };

  async function call(
    fn: string,
    headers: Record<string, string>,
    body = '{"name":"Ada"}',
    check = callerWith("Names.Write"),
  ) {
    const { context, lines } = invocation();
    const request = new HttpRequest({
      method: "POST",
      url: "http://localhost/api/names",
      headers,
      body: { string: body },
    });
    const answer = (await invocablesOf(app, handlers, {}, check)[fn]?.(request, context)) ?? assert.fail();
    return { ...answer, lines };
  }

  it("hands its handler the caller, and answers with the status of the manifest", async () => {
    const { status, jsonBody } = await call("write", WITH_TOKEN);
    assert.deepEqual([status, jsonBody, handled], [201, { by: "somebody" }, [{ name: "Ada" }]]);
  });

  it("is never called by somebody who may not, whatever the body", async () => {
    const refusing = async () => Promise.reject(new TokenRefusal("signature"));
    assert.equal((await call("write", {})).status, 401);
    assert.equal((await call("write", WITH_TOKEN, "{", refusing)).status, 401);
    assert.equal((await call("write", WITH_TOKEN, "{", callerWith("Names.Read"))).status, 403);
    assert.deepEqual(handled, []);
  });

  it("lets nobody in where no issuer is trusted", async () => {
    const { context } = invocation();
    const request = new HttpRequest({ method: "POST", url: "http://localhost/api/names", headers: WITH_TOKEN });
    assert.equal((await invocablesOf(app, handlers, {}).write?.(request, context))?.status, 401);
  });

  it("is open where the manifest says so in so many words", async () => {
    const { status } = await call("open", {});
    assert.deepEqual([status, handled], [204, [undefined]]);
  });

  it("is not called with a body that does not fit or is too long, whatever its length is said to be", async () => {
    assert.equal((await call("write", WITH_TOKEN, '{"name":7}')).status, 400);
    const long = JSON.stringify({ name: "x".repeat(1024) });
    assert.equal((await call("write", WITH_TOKEN, long)).status, 413);
    assert.equal((await call("write", { ...WITH_TOKEN, "content-length": "2000" })).status, 413);
    assert.deepEqual(handled, []);
    const most = JSON.stringify({ name: "x".repeat(1024 - '{"name":""}'.length) });
    assert.equal((await call("write", WITH_TOKEN, most)).status, 201);
  });

  it("tells the log why, and nothing of the token", async () => {
    const { lines } = await call("write", { authorization: "Bearer secret.secret.secret" }, "{}", async () =>
      Promise.reject(new TokenRefusal("audience")),
    );
    assert.equal(lines.length, 1);
    assert.match(lines[0] ?? "", /^warning: CallRefused \{"status":401,"reason":"audience"/);
    assert.doesNotMatch(lines.join(), /secret/);
  });
});
