import fc from "fast-check";
import { HOSTS, OTHER_HOSTS } from "./hosts.js";
import { mostly, oddText, spliced } from "./odd-text.js";
import type { Ending } from "./wire.js";

/** Has the secrets `mine` and `theirs`; `$(reader)` may read the first. */
export const VAULT = "kv-raw.vault.azure.net";

/** Bytes that go over a connection, in parts; the connection then ends. */
export interface Poured {
  readonly host: string;
  /** The name that the handshake of TLS asks for; none when it is empty. */
  readonly name: string;
  readonly parts: readonly string[];
  readonly ending: Ending;
}

/** A request for a secret that is not the caller's, or one hidden behind another. */
const theirs = (line = "GET /secrets/theirs?api-version=7.5 HTTP/1.1"): string =>
  `${line}\r\nHost: ${VAULT}\r\nAuthorization: Bearer $(reader)\r\n\r\n`;

const HEADERS: readonly string[] = [
  "Content-Length: 5",
  "Content-Length: 5, 5",
  "Content-Length: 5\r\nContent-Length: 6",
  "Content-Length: -1",
  "Content-Length: 0x5",
  "Content-Length: 99999999999999999999",
  "Content-Length : 5",
  "Content-Length:\t5 ",
  "Transfer-Encoding: chunked",
  "Transfer-Encoding: chunked, chunked",
  "Transfer-Encoding: gzip, chunked",
  "Transfer-Encoding: xchunked",
  "Transfer-Encoding:\u000bchunked",
  "Transfer-Encoding: chunked\r\nContent-Length: 5",
  "Trailer: Host",
  "Host: example.com",
  "Host : x",
  " Host: folded",
  "X: a\r\n b",
  "X: a\rb",
  "X: a\nHost: b",
  "X: \0",
  ": none",
  "no colon",
  "\u00e9: x",
  "Connection: close",
  "Connection: host",
  "Expect: 100-continue",
  "Expect: 200-ok",
  "Upgrade: h2c\r\nConnection: Upgrade, HTTP2-Settings\r\nHTTP2-Settings: AAMAAABkAAQAAP__",
  `X: ${"a".repeat(50_000)}`,
  Array.from({ length: 2_500 }, (_, n) => `X-${n}: y`).join("\r\n"),
];

const LINES: readonly string[] = [
  "GET /secrets/mine?api-version=7.5 HTTP/1.1",
  "GET /secrets/mine?api-version=7.5 HTTP/1.0",
  "GET /secrets/mine?api-version=7.5 HTTP/0.9",
  "GET /secrets/mine?api-version=7.5 HTTP/2.0",
  "GET /secrets/mine?api-version=7.5",
  "POST /keys/mine/encrypt?api-version=7.5 HTTP/1.1",
  "PUT /secrets/mine?api-version=7.5 HTTP/1.1",
  `GET https://${VAULT}/secrets/theirs?api-version=7.5 HTTP/1.1`,
  "GET secrets/theirs HTTP/1.1",
  "CONNECT example.com:443 HTTP/1.1",
  `CONNECT ${VAULT}:443 HTTP/1.1`,
  "OPTIONS * HTTP/1.1",
  "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
  "get /secrets/mine HTTP/1.1",
  "GET  /secrets/mine  HTTP/1.1",
  "\r\n\r\nGET /secrets/mine?api-version=7.5 HTTP/1.1",
  "\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\u0003\u0003",
  `GET /${"a".repeat(50_000)} HTTP/1.1`,
];

const BODIES: readonly string[] = [
  "",
  "",
  "12345",
  "5\r\n12345\r\n0\r\n\r\n",
  "5;a=b\r\n12345\r\n0\r\nHost: example.com\r\n\r\n",
  "ffffffffffffffff\r\n12345",
  "-5\r\n12345\r\n0\r\n\r\n",
  "5\n12345\n0\n\n",
  `0\r\n\r\n${theirs()}`,
  theirs(),
  theirs("G\0T / HTTP/1.1"),
  "x".repeat(100_000),
];

const wholeText = fc
  .record({
    line: mostly(fc.constantFrom(...LINES), oddText(...LINES)),
    host: mostly(fc.constant(`Host: ${VAULT}`), fc.constantFrom("", ...OTHER_HOSTS.map((name) => `Host: ${name}`))),
    headers: fc.array(fc.oneof({ weight: 5, arbitrary: fc.constantFrom(...HEADERS) }, oddText("X: y")), {
      maxLength: 3,
    }),
    end: mostly(fc.constant("\r\n\r\n"), fc.constantFrom("\n\n", "\r\n", "\r\r", "")),
    body: fc.constantFrom(...BODIES),
  })
  .map(
    ({ line, host, headers, end, body }) =>
      [line, host, "Authorization: Bearer $(reader)", ...headers].filter((one) => one !== "").join("\r\n") + end + body,
  );

/** Cut into parts, each of which comes later than the one before; some are lost, or come with other bytes. */
const parts = fc
  .tuple(wholeText, fc.array(fc.nat({ max: 400 }), { maxLength: 3 }), mostly(fc.constant(""), oddText()), fc.nat())
  .map(([text, cuts, odd, at]) => {
    const sent = odd === "" ? text : spliced(text, at, 1, odd);
    const places = [0, ...cuts.toSorted((one, other) => one - other), sent.length];
    return places.slice(1).map((end, n) => sent.slice(places[n], end));
  });

const ending = mostly<Ending>(fc.constant("half-close"), fc.constant("reset"));

/** Over a connection to a host. */
export const poured: fc.Arbitrary<Poured> = fc.record({
  host: mostly(fc.constant(VAULT), fc.constantFrom(...Object.keys(HOSTS))),
  name: mostly(fc.constant(VAULT), fc.constantFrom("", "stfuzz.blob.core.windows.net", "login.microsoftonline.com")),
  parts,
  ending,
});

const CONNECTS: readonly string[] = [
  `CONNECT ${VAULT}:443 HTTP/1.1\r\nHost: ${VAULT}:443\r\n\r\n`,
  `CONNECT ${VAULT}:443 HTTP/1.1\r\n\r\nGET / HTTP/1.1\r\n\r\n`,
  `CONNECT ${VAULT}:443 HTTP/1.1\r\nContent-Length: 5\r\n\r\n12345`,
  `CONNECT ${VAULT} HTTP/1.0\r\n\r\n`,
  "CONNECT example.com:443 HTTP/1.1\r\nHost: example.com\r\n\r\n",
  `GET http://${VAULT}/secrets/mine HTTP/1.1\r\nHost: ${VAULT}\r\n\r\n`,
  "GET / HTTP/1.1\r\nHost: x\r\n\r\n",
];

/** To the proxy. */
export const pouredToProxy: fc.Arbitrary<Poured> = fc.record({
  host: fc.constant("the proxy"),
  name: fc.constant(""),
  parts: fc.oneof(
    fc
      .tuple(fc.constantFrom(...CONNECTS), fc.nat(), mostly(fc.constant(""), oddText(...OTHER_HOSTS)))
      .map(([text, at, odd]) => [spliced(text, at, odd === "" ? 0 : 1, odd)]),
    fc
      .tuple(oddText(...OTHER_HOSTS), fc.constantFrom(":443", ":0", "", ":99999", "/"))
      .map(([host, port]) => [
        `CONNECT ${host}${port} HTTP/1.1\r\nHost: ${host}\r\n\r\n`,
        "\u0016\u0003\u0001\u0000\u0005hello",
      ]),
    parts,
  ),
  ending,
});
