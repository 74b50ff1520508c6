import assert from "node:assert/strict";
import { block, inert, quoted } from "../../../ci/comment/inert.js";
import { masked } from "../../../ci/comment/masked.js";

describe("A text in a comment", () => {
  it("is no markup", () => {
    assert.equal(
      inert("**a** `b` | <img src=x> [c](d) # e"),
      "\\*\\*a\\*\\* \\`b\\` \\| &lt;img src=x&gt; \\[c\\]\\(d\\) \\# e",
    );
    assert.equal(inert("one\n\n# two"), "one \\# two");
  });

  it("is no character reference", () =>
    assert.equal(inert("a &lt;b&gt; &#64;"), "a &amp;lt;b&amp;gt; &amp;\\#\u200b64;"));

  it("mentions nobody, links to nothing and refers to nothing", () => {
    const text = inert("@octocat see https://evil.example and www.evil.example, closes #12, GH-12");
    for (const live of [/@octocat/, /:\/\//, /www\./, /#12/, /GH-12/]) assert.doesNotMatch(text, live);
    assert.equal(
      text.replaceAll("\u200b", "").replaceAll("\\", ""),
      "@octocat see https://evil.example and www.evil.example, closes #12, GH-12",
    );
  });

  it("cannot leave code or a block", () => {
    assert.equal(quoted("a`b``c"), "```a`b``c```");
    assert.equal(quoted("a|b\nc"), "`a\\|b c`");
    assert.match(block("```\n@octocat"), /^````\n```\n@octocat\n````$/);
  });

  it("is cut between characters", () => {
    assert.equal(inert(`${"a".repeat(599)}😀`), `${"a".repeat(599)}…`);
    assert.equal(quoted("abcdef", 3), "`ab…`");
  });
});

describe("What looks like a secret", () => {
  const KEY = `${"Zm9vYmFyYmF6".repeat(7)}Zg==`;
  for (const [what, text, rest] of [
    ["a key of a URL", "https://f.example/api/x?code=abcDEF-123_%3d&y=1", "https://f.example/api/x?code=***&y=1"],
    ["a signature", "https://a.example/c?sv=1&sig=ab%2Bcd%3D", "https://a.example/c?sv=1&sig=***"],
    ["a connection string", `AccountName=a;AccountKey=${KEY};End=1`, "AccountName=a;AccountKey=***;End=1"],
    ["a key by itself", KEY, "***"],
    ["a token", "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl", "***"],
    ["a token of GitHub", "ghs_0123456789abcdefghijklmnopqrstuvwxyz", "***"],
    ["a client secret", "abc8Q~Def.ghi-jkl_mno~pqr.stu-vwx_yz012", "***"],
    ["a key of a host", "Q7xV2mK9pL4tR8wZ1nB6cJ3hF5gD0sA2yE7uI4oP9azFu", "***"],
    ["a bearer token", "authorization: Bearer abc.def", "authorization: ***"],
    ["a user in a URL", "https://ada:hunter2@host.example/x", "https://***@host.example/x"],
    ["a private key", "-----BEGIN PRIVATE KEY-----\nMIIE\n-----END PRIVATE KEY-----", "***"],
  ] as const) {
    it(`is masked: ${what}`, () => {
      assert.equal(masked(text), rest);
      const everywhere = `${quoted(text)}${inert(text)}${block(text)}`;
      assert.equal(everywhere.includes(text), false);
    });
  }

  for (const text of [
    "62697e884fe88ea933d3b19f3f305bad89cca7e6701563aa34a502a10c990162",
    "9f0cc3bf-5567-5d80-aaf8-cca40fcd7467",
    "/subscriptions/7c0ffee0-0000-4000-8000-0000000005b5/resourceGroups/rg-gridwire-local/providers/Microsoft.Storage/storageAccounts/stdatastorelocal9vu1md/blobServices/default/containers/raw-names",
    "functionAppConfig.scaleAndConcurrency.maximumInstanceCount",
    "urn:pulumi:dev::gridwire::gridwire:infra:FunctionApp$azure-native:web:WebApp::tally-site",
    "evgt-names-local-fka44w.westeurope-1.eventgrid.azure.net",
  ]) {
    it(`is not: ${text.slice(0, 40)}`, () => assert.equal(masked(text), text));
  }
});
