import assert from "node:assert/strict";
import { type HostKeys, hostKey, type KeyName } from "../../../infra/shipping/host-keys.js";
import { type Loopback, serve, testOutside } from "../loopback.js";

describe("hostKey", () => {
  let name: KeyName = "masterKey";
  let site: Loopback;
  before(async () => {
    site = await serve(() => ({ status: 503 }));
  });
  after(() => site.close());

  /** Listing that answers with these, call after call; the last one for good. An error is thrown. */
  async function search(...answers: (HostKeys | Error)[]) {
    let calls = 0;
    const list = async () => {
      const answer = answers[Math.min(calls, answers.length - 1)] ?? {};
      calls += 1;
      if (answer instanceof Error) throw answer;
      return answer;
    };
    const outside = testOutside();
    const result = await hostKey({ site: "func-a", siteUrl: site.url, name, list }, outside).then(
      (key) => ({ key, error: "" }),
      (error: Error) => ({ key: undefined, error: error.message }),
    );
    return { ...result, calls, reports: outside.reports };
  }

  /** As azure-native writes an answer of Azure. */
  const response = (status: number, code: string) =>
    new Error(
      `invocation of azure-native:web:listWebAppHostKeys returned an error: POST https://management.azure.com/x\n` +
        `RESPONSE ${status}: ${status} x\nERROR CODE: ${code}`,
    );

  it("gives the key that is there", async () => {
    assert.deepEqual(await search({ masterKey: "k3y" }), { key: "k3y", error: "", calls: 1, reports: [] });
  });

  it("gives the key of Event Grid once the extension has made it, and no other instead", async () => {
    name = "eventGridKey";
    try {
      const { key, calls, reports } = await search(
        { masterKey: "k3y" },
        { masterKey: "k3y", systemKeys: { blobs_extension: "bl0b" } },
        { masterKey: "k3y", systemKeys: { eventgrid_extension: "ev3nt" } },
      );
      assert.equal(key, "ev3nt");
      assert.equal(calls, 3);
      assert.match(reports[0] ?? "", /the host has made no eventGridKey yet/);
    } finally {
      name = "masterKey";
    }
  });

  it("waits for a key that is absent or empty, and wakes the site meanwhile", async () => {
    const before = site.got.length;
    const { key, reports } = await search({}, { masterKey: "" }, { masterKey: "k3y" });
    assert.equal(key, "k3y");
    assert.equal(site.got.length - before, 2);
    assert.equal(
      reports[0],
      "host key of func-a: the host has made no masterKey yet, its site answers 503; trying again in 2 s",
    );
  });

  for (const status of [400, 404, 409, 429, 500, 503]) {
    it(`waits while listing answers ${status}`, async () => {
      const { key, calls } = await search(response(status, "BadRequest"), { masterKey: "k3y" });
      assert.equal(key, "k3y");
      assert.equal(calls, 2);
    });
  }

  it("reads the older way of writing a status", async () => {
    const { calls, error } = await search(new Error('Status=403 Code="AuthorizationFailed" Message="no"'));
    assert.equal(calls, 1);
    assert.match(error, /refused with 403/);
  });

  it("waits on an error without a status", async () => {
    const { key } = await search(new Error("connection reset"), { masterKey: "k3y" });
    assert.equal(key, "k3y");
  });

  it("fails at once when the login may not list keys, and names the right", async () => {
    const { calls, error } = await search(response(403, "AuthorizationFailed"));
    assert.equal(calls, 1);
    assert.match(error, /^host key of func-a was refused with 403: .*Microsoft\.Web\/sites\/host\/listkeys\/action/);
  });

  it("gives up in the end, and says what was missing", async () => {
    const { error } = await search({});
    assert.equal(
      error,
      "host key of func-a: gave up after 12 minutes; at last: the host has made no masterKey yet, its site answers 503; the next `pulumi up` carries on from here",
    );
  });
});
