import assert from "node:assert/strict";
import { type Publication, publish } from "../../../infra/shipping/publish.js";
import { type Got, type Loopback, type Reply, serve, testOutside } from "../loopback.js";

describe("publish", () => {
  let scm: Loopback | undefined;
  afterEach(async () => {
    await scm?.close();
    scm = undefined;
  });

  /** Publishes to an endpoint that answers with these, call after call; the last one for good. */
  async function publishTo(...replies: Reply[]) {
    const endpoint = await serve((_call, number) => replies[number - 1] ?? replies.at(-1) ?? {});
    scm = endpoint;
    let tokens = 0;
    const token = async () => {
      tokens += 1;
      return `t0ken-${tokens}`;
    };
    const publication: Publication = { site: "func-a", scmUrl: endpoint.url, zip: Buffer.from("zip"), token };
    const outside = testOutside();
    const error = await publish(publication, outside).then(
      () => undefined,
      (thrown: Error) => thrown,
    );
    return { error, outside, calls: endpoint.got.map(line), got: endpoint.got };
  }

  const line = ({ method, path }: Got) => `${method} ${path}`;
  const POST = "POST /api/publish?type=zip";
  const LATEST = "GET /api/deployments/latest";
  const state = (status: number, status_text = "") => ({ body: JSON.stringify({ status, status_text }) });

  it("sends the zip with a token, and is done with 200", async () => {
    const { error, calls, got } = await publishTo({ status: 200 });
    assert.equal(error, undefined);
    assert.deepEqual(calls, [POST]);
    assert.equal(got[0]?.body, "zip");
    assert.equal(got[0]?.headers["content-type"], "application/zip");
    assert.equal(got[0]?.headers.authorization, "Bearer t0ken-1");
  });

  it("waits for the deployment after 202, through 404 and 202", async () => {
    const { error, calls } = await publishTo({ status: 202 }, { status: 404 }, { status: 202 }, state(1), state(4));
    assert.equal(error, undefined);
    assert.deepEqual(calls, [POST, LATEST, LATEST, LATEST, LATEST]);
  });

  it("asks for the deployment by the id that it was given", async () => {
    const { calls } = await publishTo({ status: 202, body: '"8f1e0a52-7c11"' }, state(4));
    assert.deepEqual(calls, [POST, "GET /api/deployments/8f1e0a52-7c11"]);
  });

  for (const status of [404, 408, 409, 429, 500, 503]) {
    it(`tries again after ${status}, with a new token`, async () => {
      const { error, calls, got, outside } = await publishTo({ status }, { status: 200 });
      assert.equal(error, undefined);
      assert.deepEqual(calls, [POST, POST]);
      assert.equal(got[1]?.headers.authorization, "Bearer t0ken-2");
      assert.deepEqual(outside.reports, [
        `shipping the code of func-a: the endpoint answered ${status}; trying again in 2 s`,
      ]);
    });
  }

  it("tries again when the site may not write to its storage account yet", async () => {
    const body = "Failed to upload because Azure Storage responded with Forbidden (403)";
    const { error, outside } = await publishTo({ status: 403, body }, { status: 200 });
    assert.equal(error, undefined);
    assert.match(outside.reports[0] ?? "", /may not write to its storage account yet/);
  });

  it("finds the same in the log of a deployment that failed", async () => {
    const log = { body: JSON.stringify([{ message: "Azure Storage responded with Forbidden (403)" }]) };
    const { error, calls } = await publishTo({ status: 202 }, state(3), log, { status: 202 }, state(4));
    assert.equal(error, undefined);
    assert.deepEqual(calls, [POST, LATEST, `${LATEST}/log`, POST, LATEST]);
  });

  it("fails with state and log of a deployment that failed otherwise", async () => {
    const log = { body: JSON.stringify([{ message: "host.json is missing" }]) };
    const { error } = await publishTo({ status: 202 }, state(3, "Deployment failed"), log);
    assert.match(
      error?.message ?? "",
      /^shipping the code of func-a failed: Deployment failed .*host\.json is missing.*; the next `pulumi up` ships it again$/,
    );
  });

  it("fails at once when the login may not publish, and names the right", async () => {
    const { error, calls } = await publishTo({ status: 403, body: "Forbidden, Bearer t0ken-1" });
    assert.deepEqual(calls, [POST]);
    assert.match(error?.message ?? "", /was refused with 403.*Microsoft\.Web\/sites\/publish\/Action/);
    assert.doesNotMatch(error?.message ?? "", /t0ken/);
  });

  it("fails at once with what the endpoint says to a bad package", async () => {
    const { error, calls } = await publishTo({ status: 400, body: "no zip" });
    assert.deepEqual(calls, [POST]);
    assert.equal(error?.message, "shipping the code of func-a was refused with 400: no zip");
  });

  it("gives up in the end", async () => {
    const { error } = await publishTo({ status: 503 });
    assert.equal(
      error?.message,
      "shipping the code of func-a: gave up after 12 minutes; at last: the endpoint answered 503; the next `pulumi up` carries on from here",
    );
  });

  it("tries again when nobody answers", async () => {
    const gone = await serve(() => ({}));
    await gone.close();
    const outside = testOutside();
    const publication = { site: "func-a", scmUrl: gone.url, zip: Buffer.from("zip"), token: async () => "t0ken" };
    await assert.rejects(publish(publication, outside), /gave up .* no answer \(ECONNREFUSED\); /);
  });
});
