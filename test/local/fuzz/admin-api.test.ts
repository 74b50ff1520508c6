import assert from "node:assert/strict";
import fc from "fast-check";
import { fuzz, share } from "./fuzz.js";
import { FUNCTIONS } from "./fuzzed-app.js";
import { FuzzedSite } from "./fuzzed-site.js";
import { mutatedJson } from "./mutated-json.js";
import { mostly, oddPath, oddText, someHeaders, someQuery } from "./odd-text.js";
import type { WireRequest } from "./wire-request.js";

const REQUESTS = share(2_000);
const HOST_KEYS = ["master key", "function key", "system key"];
const KEYS_OF = ["/admin/host/functionkeys", "/admin/host/systemkeys", "/admin/functions/keyed/keys"];
/** Those that stop, restart or drain the host are left out: others would then rightly be told to come again. */
const OPERATIONS: readonly (readonly [method: string, path: string])[] = [
  ...["/admin/host/status", "/admin/host/ping", "/admin/host/keys", "/admin/functions"].map(
    (path) => ["GET", path] as const,
  ),
  ...FUNCTIONS.flatMap((name) => [
    ["GET", `/admin/functions/${name}`] as const,
    ["POST", `/admin/functions/${name}`] as const,
  ]),
  ...KEYS_OF.flatMap((path) => [
    ["GET", path] as const,
    ...["GET", "POST", "PUT", "DELETE"].map((method) => [method, `${path}/another`] as const),
  ]),
  ["POST", "/admin/host/functionkeys/default"],
  ["POST", "/admin/host/systemkeys/_master"],
  ["PUT", "/admin/host/systemkeys/_master"],
  ["POST", "/admin/host/systemkeys/eventgrid_extension"],
];

describe("Odd requests to the admin API", function () {
  this.timeout(120_000);
  let site: FuzzedSite;

  before(async () => {
    site = await FuzzedSite.open();
  });
  after(() => site?.azure.end());

  it(`${REQUESTS} of them end neither host nor app, fail nowhere inside, and show no secret`, async () => {
    await fuzz(request, REQUESTS, async (made, lane) => {
      const isMaster = [made.target, ...made.headers.map(([, value]) => value)].join().includes("$(master key)");
      const isOfKeys = /keys/i.test(made.target);
      // The master key lists and changes keys.
      const mayShow = (name: string) => isMaster && isOfKeys && HOST_KEYS.includes(name);
      const { status } = await site.send(lane, made, { mayShow });
      // Perhaps it changed one, or another lane changed itself.
      if (isMaster && (status === 401 || (isOfKeys && made.method !== "GET"))) await site.learnKeys();
    });
    assert.equal((await site.send(0, GOOD)).status, 200);
    await site.assertWell();
  });
});

const GOOD: WireRequest = {
  connect: FuzzedSite.HOST,
  method: "GET",
  target: "/admin/host/status",
  headers: [
    ["host", FuzzedSite.HOST],
    ["x-functions-key", "$(master key)"],
  ],
  body: "",
};

const key = mostly(
  fc.constant("$(master key)"),
  fc.oneof(fc.constantFrom("$(function key)", "$(system key)", "", "wrong"), oddText("$(master key)")),
);

const request: fc.Arbitrary<WireRequest> = fc
  .record({
    operation: fc.constantFrom(...OPERATIONS),
    oddMethod: mostly(fc.constant(undefined), fc.constantFrom("PUT", "POST", "DELETE", "HEAD", "OPTIONS", "PATCH")),
    oddPath: mostly(fc.constant(undefined), oddPath(...OPERATIONS.map(([, path]) => path))),
    key,
    inQuery: fc.boolean(),
    query: someQuery({ code: ["wrong", ""], a: ["b"] }),
    headers: someHeaders({ "content-type": ["application/json", "text/plain"], "x-ms-client-request-id": ["1"] }),
    body: mutatedJson({ input: '{"a":1}' }, { name: "another", value: "a key of twelve characters or more" }),
  })
  .map(({ operation: [method, path], oddMethod, oddPath: odd, key: given, inQuery, query, headers, body }) => ({
    connect: FuzzedSite.HOST,
    method: oddMethod ?? method,
    target: `${odd ?? path}?${inQuery ? `code=${given}&` : ""}${query}`,
    headers: [["host", FuzzedSite.HOST], ...(inQuery ? [] : [["x-functions-key", given] as const]), ...headers],
    body: /^(GET|HEAD)$/.test(oddMethod ?? method) ? "" : body,
  }));
