import assert from "node:assert/strict";
import { PlantedSecrets } from "./planted-secrets.js";

const VALUE = 'a+b/"quoted" ü & more==';
const utf8 = (text: string): string => Buffer.from(text).toString("latin1");

describe("A planted secret", () => {
  const secrets = new PlantedSecrets();
  secrets.plant("the secret", VALUE);

  for (const [how, told] of Object.entries({
    "as it is": utf8(VALUE),
    "as JSON": utf8(JSON.stringify({ a: VALUE })),
    "as JSON within JSON": utf8(JSON.stringify({ a: JSON.stringify({ b: VALUE }) })),
    "percent-encoded": encodeURIComponent(VALUE),
    "as a form": new URLSearchParams({ code: VALUE }).toString(),
    "in hex": Buffer.from(VALUE).toString("hex"),
    "in base64": Buffer.from(VALUE).toString("base64"),
    "in base64, one byte further": Buffer.from(`x${VALUE}y`).toString("base64"),
    "in base64, two bytes further": Buffer.from(`xy${VALUE}z`).toString("base64"),
    "in base64url": Buffer.from(`{"a":"${VALUE}"}`).toString("base64url"),
    "in base64, as JSON": Buffer.from(JSON.stringify({ a: VALUE })).toString("base64"),
    "in base64, percent-encoded": encodeURIComponent(Buffer.from(VALUE).toString("base64")),
  })) {
    it(`is found ${how}`, () => {
      const [leak] = secrets.leaksIn(`HTTP/1.1 200 OK\r\nx: y\r\n\r\nbefore ${told} behind`);
      assert.match(leak ?? "nothing", /^the secret /);
    });
  }

  it("is not found where it is not, nor where it may be shown", () => {
    assert.deepEqual(secrets.leaksIn(VALUE.slice(1)), []);
    assert.deepEqual(
      secrets.leaksIn(utf8(VALUE), (name) => name === "the secret"),
      [],
    );
  });

  it("goes on being one when another is planted under its name", () => {
    const both = new PlantedSecrets();
    both.plant("the key", "the first of two keys");
    both.plant("the key", "the second of two keys");
    assert.deepEqual(both.leaksIn("the first of two keys"), ["the key as it is"]);
  });

  it("that is too short to be told from chance is refused", () =>
    assert.throws(() => new PlantedSecrets().plant("the pin", "1234"), /the pin: expected 12 characters/));

  it("need not be planted when it is a token or a private key", () => {
    const token = `eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJzb21lYm9keSJ9.c2lnbmF0dXJl`;
    assert.deepEqual(new PlantedSecrets().leaksIn(`Bearer ${token}`), ["a token"]);
    assert.deepEqual(new PlantedSecrets().leaksIn("-----BEGIN PRIVATE KEY-----"), ["a private key"]);
  });
});
