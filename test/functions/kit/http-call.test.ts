import assert from "node:assert/strict";
import { HttpRequest } from "@azure/functions";
import * as z from "zod";
import { onHttp } from "../../../contracts/index.js";
import { readCall } from "../../../functions/kit/http-call.js";

const trigger = onHttp({
  method: "POST",
  route: "names/{list}",
  auth: "anonymous",
  body: z.object({ name: z.string().min(1), age: z.int().optional() }),
  maxBodyKilobytes: 1,
});

const request = (text: string) =>
  new HttpRequest({
    method: "POST",
    url: "http://localhost/api/names/short",
    params: { list: "short" },
    query: { dry: "yes" },
    body: { string: text },
  });

async function refusalOf(text: string) {
  const read = await readCall(trigger, request(text));
  return "refusal" in read ? read.refusal : assert.fail("expected a refusal");
}

describe("readCall", () => {
  it("gives the parsed body, the route's parameters and the query", async () => {
    const read = await readCall(trigger, request('{"name":"Ada","age":36}'));
    assert.ok("call" in read);
    assert.deepEqual(read.call.body, { name: "Ada", age: 36 });
    assert.deepEqual(read.call.params, { list: "short" });
    assert.equal(read.call.query.get("dry"), "yes");
  });

  it("does not read a body that the manifest does not have", async () => {
    const read = await readCall(onHttp({ method: "GET", route: "counts", auth: "anonymous" }), request("no JSON"));
    assert.ok("call" in read);
    assert.equal(read.call.body, undefined);
  });

  it("answers a body that does not fit with a problem that names each field", async () => {
    const refusal = await refusalOf('{"name":"","age":"old"}');
    assert.equal(refusal.status, 400);
    assert.deepEqual(refusal.headers, { "content-type": "application/problem+json" });
    const { title, status, errors } = JSON.parse(String(refusal.body)) as Record<string, unknown>;
    assert.deepEqual({ title, status }, { title: "Bad Request", status: 400 });
    assert.deepEqual(
      (errors as { field: string }[]).map(({ field }) => field),
      ["name", "age"],
    );
  });

  it("answers a body that is no JSON likewise", async () => {
    for (const text of ["", "{", "name=Ada"]) {
      const { errors } = JSON.parse(String((await refusalOf(text)).body)) as { errors: unknown };
      assert.deepEqual(errors, [{ field: "", message: "Invalid input: expected JSON" }]);
    }
  });
});
