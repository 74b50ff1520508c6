import assert from "node:assert/strict";
import { awaitFunction, type FunctionInfo } from "../../../infra/shipping/functions.js";
import { testOutside } from "../loopback.js";

describe("awaitFunction", () => {
  /** Reading that answers with these, call after call; the last one for good. An error is thrown. */
  async function search(...answers: (FunctionInfo | Error)[]) {
    let calls = 0;
    const get = async () => {
      const answer = answers[Math.min(calls, answers.length - 1)] ?? {};
      calls += 1;
      if (answer instanceof Error) throw answer;
      return answer;
    };
    const outside = testOutside();
    const error = await awaitFunction({ site: "func-a", functionName: "handle", get }, outside).then(
      () => "",
      ({ message }: Error) => message,
    );
    return { error, calls, reports: outside.reports };
  }
  const listed = (type: string): FunctionInfo => ({ config: { bindings: [{ type, direction: "in" }] } });
  const notFound = new Error('Status=404 Code="ResourceNotFound" Message="not yet"');

  it("is content with a function of Event Grid, whatever its case", async () => {
    assert.deepEqual(await search(listed("eventGridTrigger")), { error: "", calls: 1, reports: [] });
    assert.equal((await search(listed("EventGridTrigger"))).error, "");
  });

  it("waits until Azure lists it, with its trigger", async () => {
    const { error, calls, reports } = await search(
      notFound,
      {},
      { config: { bindings: [] } },
      listed("eventGridTrigger"),
    );
    assert.equal(error, "");
    assert.equal(calls, 4);
    assert.deepEqual(reports.slice(0, 2), [
      "function handle of func-a: reading it answers 404; trying again in 2 s",
      "function handle of func-a: Azure does not list its trigger yet; trying again in 4 s",
    ]);
  });

  it("fails at once for another trigger, and for a login that may not read", async () => {
    assert.deepEqual(await search(listed("httpTrigger")), {
      error: "function handle of func-a has the trigger httptrigger: Event Grid delivers to eventGridTrigger only",
      calls: 1,
      reports: [],
    });
    const { error, calls } = await search(new Error('Status=403 Code="AuthorizationFailed" Message="no"'));
    assert.equal(calls, 1);
    assert.match(error, /^function handle of func-a was refused with 403: .* Microsoft\.Web\/sites\/functions\/read: /);
  });

  it("gives up in the end", async () => {
    assert.match((await search(notFound)).error, /gave up after 12 minutes; at last: reading it answers 404; /);
  });
});
