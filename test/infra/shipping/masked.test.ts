import assert from "node:assert/strict";
import { masked } from "../../../infra/shipping/masked.js";

describe("masked", () => {
  const cases: readonly (readonly [title: string, text: string, expected: string])[] = [
    [
      "a key in a URL",
      "GET https://a.example/x?functionName=f&code=s3cr%3D!",
      "GET https://a.example/x?functionName=f&code=***",
    ],
    ["a key that comes first", "https://a.example/x?code=s3cret&y=1", "https://a.example/x?code=***&y=1"],
    [
      "a key in JSON",
      '{"url":"https://a.example/x?f=1\\u0026code=s3cret"}',
      '{"url":"https://a.example/x?f=1\\u0026code=***"}',
    ],
    ["a token", "authorization: Bearer eyJ0.eyJh-_.c2ln/+=, next", "authorization: Bearer ***, next"],
    ["line breaks", "one\n  two\r\n", "one two"],
    ["nothing to hide", "status code=Failed is no URL", "status code=Failed is no URL"],
  ];

  for (const [title, text, expected] of cases) {
    it(`leaves no secret: ${title}`, () => assert.equal(masked(text), expected));
  }

  it("cuts long texts", () => assert.equal(masked("x".repeat(1_000)).length, 400));
});
