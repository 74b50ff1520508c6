import fc from "fast-check";
import { fuzz, share } from "./fuzz.js";
import { FuzzedSite } from "./fuzzed-site.js";
import { mutatedJson } from "./mutated-json.js";
import { mostly, oddPath, oddText, someHeaders, someQuery } from "./odd-text.js";
import type { WireRequest } from "./wire-request.js";

const REQUESTS = share(4_500);
const GUID = "0f8fad5b-d9cb-469f-a165-70867728950e";
const PATHS = [
  "/api/open",
  "/api/open/42",
  `/api/items/books/${GUID}`,
  `/api/items/books/${GUID}/9`,
  "/api/files",
  "/api/files/a/b/c.txt",
  "/api/keyed",
  "/api/ruled/abc.txt",
  "/",
];

describe("Odd requests to a function app's routes", function () {
  this.timeout(120_000);
  let site: FuzzedSite;

  before(async () => {
    site = await FuzzedSite.open();
  });
  after(() => site?.azure.end());

  it(`${REQUESTS} of them end neither host nor app, fail nowhere inside, and show no secret`, async () => {
    await fuzz(request, REQUESTS, async (made, lane) => void (await site.send(lane, made)));
    await site.assertWell();
  });
});

const KEYS = ["$(master key)", "$(function key)", "$(system key)", "wrong"];
const METHODS = ["POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "TRACE", "PROPFIND", "BREW"];

const request: fc.Arbitrary<WireRequest> = fc
  .record({
    method: fc.oneof(fc.constant("GET"), fc.constantFrom(...METHODS)),
    path: fc.oneof({ weight: 2, arbitrary: fc.constantFrom(...PATHS) }, oddPath(...PATHS)),
    query: mostly(
      fc.constantFrom(...KEYS.map((key) => `code=${key}`), ""),
      someQuery({ code: KEYS, ["__proto__"]: ["a"], constructor: ["b"], a: ["1", "2"] }),
    ),
    headers: someHeaders({
      "x-functions-key": KEYS,
      "content-type": ["application/json", "multipart/form-data; boundary=a", "application/x-www-form-urlencoded"],
      "content-encoding": ["gzip"],
      "x-http-method-override": ["DELETE"],
      "x-original-url": ["/admin/host/status"],
      "x-forwarded-host": ["example.com"],
      "x-ms-invocation-id": ["1"],
      "x-ms-client-principal": ["e30=", "AA"],
      "access-control-request-method": ["GET"],
      "access-control-request-headers": ["a, b"],
      traceparent: ["00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", "00-0"],
      cookie: ["a=b; c"],
    }),
    body: fc.oneof(
      mutatedJson({ name: "Ada" }),
      oddText("a=b&c=d", "--a\r\n\r\n--a--"),
      fc.constant("x".repeat(300_000)),
    ),
  })
  .map(({ method, path, query, headers, body }) => ({
    connect: FuzzedSite.HOST,
    method,
    target: query === "" ? path : `${path}?${query}`,
    headers: [["host", FuzzedSite.HOST], ...headers],
    body: /^(GET|HEAD)$/.test(method) && body.length > 20 ? "" : body,
  }));
