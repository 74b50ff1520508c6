import assert from "node:assert/strict";
import { Masking } from "../../../local/functions/masking.js";

describe("masking", () => {
  const masking = new Masking();
  masking.know(["k3y-v@lue/with+signs==", "short"]);

  for (const [text, expected] of [
    ["GET /x?functionName=f&code=abc%3D%3D&y=1", "GET /x?functionName=f&code=***&y=1"],
    ["blob?sig=a/b%2B", "blob?sig=***"],
    ["the key k3y-v@lue/with+signs== in text", "the key *** in text"],
    [`as sent: ${encodeURIComponent("k3y-v@lue/with+signs==")}`, "as sent: ***"],
    ['{"masterKey":"abcdef"}', '{"masterKey":"***"}'],
    ["x-functions-key: abcdef", "x-functions-key: ***"],
    ["Authorization: Bearer eyJhbGciOiJIUzI1NiJ9.e30.abc", "Authorization: Bearer ***"],
    ["encode=1 and short stay", "encode=1 and short stay"],
  ] as const) {
    it(text, () => assert.equal(masking.apply(text), expected));
  }
});
