import assert from "node:assert/strict";
import { bearerToken, LONGEST_TOKEN } from "../../../../functions/kit/callers/bearer-token.js";

const TOKEN = "eyJh.eyJp.c2ln";

describe("bearerToken", () => {
  it("takes a token, whatever the case of the scheme", () => {
    for (const header of [`Bearer ${TOKEN}`, `bearer ${TOKEN}`, `BEARER  ${TOKEN} `]) {
      assert.equal(bearerToken(header), TOKEN);
    }
  });

  const refuses = (header: string | null, reason: string) =>
    assert.throws(() => bearerToken(header), { name: "TokenRefusal", reason });

  it("tells none from one that is none", () => {
    for (const header of [null, "", "Basic YTpi", "Bearerx", TOKEN]) refuses(header, "noToken");
    for (const token of ["", "x", "a.b", "a.b.", ".b.c", "a.b.c.d", "a.b.c, Bearer a.b.c", "a b.c.d", "a.b.ç"]) {
      refuses(`Bearer ${token}`, "malformed");
    }
  });

  it("does not look at one that is too long", () => {
    assert.equal(bearerToken(`Bearer ${`a.b.${"c".repeat(LONGEST_TOKEN - 4)}`}`).length, LONGEST_TOKEN);
    refuses(`Bearer a.b.${"c".repeat(LONGEST_TOKEN)}`, "tooLong");
    refuses(`Bearer a.b.${"c".repeat(1_000_000)}`, "tooLong");
  });
});
