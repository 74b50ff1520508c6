import fc from "fast-check";
import { TENANT } from "../../../local/shared/arm-id.js";
import { ROLES } from "../keyvault/key-vault-world.js";
import { fuzz, share } from "./fuzz.js";
import { FuzzedAzure, person } from "./fuzzed-azure.js";
import { mutatedJson } from "./mutated-json.js";
import { mostly, oddPath, oddText, someHeaders, someQuery } from "./odd-text.js";
import type { WireRequest } from "./wire-request.js";

const REQUESTS = share(2_500);
const CRYPTO_OFFICER = "14b46e9e-c2b7-41b4-b07b-48a6ebf60603";
/** Has secrets that nobody here may read, but for one. */
const VAULT = "kv-fuzz.vault.azure.net";
/** Its officer may do everything in it. */
const SCRATCH = "kv-scratch.vault.azure.net";
/** What a vault does, and what it refuses by name. */
const OPERATIONS: readonly (readonly [method: string, path: string])[] = [
  ...["/secrets", "/secrets/mine", "/secrets/theirs", "/secrets/theirs/versions", "/deletedsecrets"].map(
    (path) => ["GET", path] as const,
  ),
  ["PUT", "/secrets/mine"],
  ["PUT", "/secrets/another"],
  ["PATCH", "/secrets/mine"],
  ["DELETE", "/secrets/another"],
  ["POST", "/deletedsecrets/another/recover"],
  ["DELETE", "/deletedsecrets/another"],
  ["GET", "/deletedsecrets/another"],
  ["POST", "/secrets/mine/backup"],
  ...["/keys", "/keys/key", "/keys/key/versions", "/deletedkeys"].map((path) => ["GET", path] as const),
  ...["wrapkey", "unwrapkey", "encrypt", "decrypt", "/encrypt"].map((use) => ["POST", `/keys/key/${use}`] as const),
  ["GET", "/certificates/x"],
];

describe("Odd requests to Key Vault", function () {
  this.timeout(120_000);
  let azure: FuzzedAzure;

  before(async () => {
    azure = await FuzzedAzure.open();
    await azure.declare(async ({ make, grant }) => {
      const vaults = await Promise.all(
        ["kv-fuzz", "kv-scratch"].map((vaultName) =>
          make("keyvault:Vault", {
            vaultName,
            properties: { tenantId: TENANT, sku: { family: "A", name: "standard" }, enableRbacAuthorization: true },
          }),
        ),
      );
      for (const vaultName of ["kv-fuzz", "kv-scratch"]) {
        for (const secretName of ["mine", "theirs"]) {
          const value = azure.secret(vaultName === "kv-fuzz" ? secretName : `${secretName} to be changed`);
          await make("keyvault:Secret", { vaultName, secretName, properties: { value } });
        }
        await make("keyvault:Key", { vaultName, keyName: "key", properties: { kty: "RSA" } });
      }
      const [reader, officer] = [person(), person()];
      await grant(reader, ROLES.user, `${vaults[0]}/secrets/mine`);
      await grant(officer, ROLES.officer, String(vaults[1]));
      await grant(officer, CRYPTO_OFFICER, String(vaults[1]));
      await azure.token("reader", reader, "https://vault.azure.net");
      await azure.token("officer", officer, "https://vault.azure.net");
      await azure.token("stranger", person(), "https://vault.azure.net");
      await azure.token("elsewhere", officer, "https://storage.azure.com");
    });
  });
  after(() => azure?.end());

  it(`${REQUESTS} of them end no process, fail nowhere inside, and show no secret`, async () => {
    await fuzz(request, REQUESTS, async (made, lane) => {
      const authorization = made.headers.map(([, value]) => value).join();
      // Who may read a secret, or everything in a vault, may see it.
      await azure.send(lane, made, {
        mayShow: (name) =>
          (name === "mine" && authorization.includes("$(reader)")) ||
          (name.endsWith("to be changed") && authorization.includes("$(officer)")),
      });
    });
    await azure.assertWell();
    const good = await azure.send(0, read("reader"), { mayShow: (name) => name === "mine" });
    if (good.status !== 200) throw new Error(`the good request got ${good.status}\n${good.body}`);
  });
});

const read = (who: string): WireRequest => ({
  connect: VAULT,
  method: "GET",
  target: "/secrets/mine?api-version=7.5",
  headers: [
    ["host", VAULT],
    ["authorization", `Bearer $(${who})`],
  ],
  body: "",
});

const SECRET_BODY = {
  value: "new",
  contentType: "text/plain",
  tags: { a: "b" },
  attributes: { enabled: true, nbf: 1_700_000_000, exp: 2_000_000_000, recoveryLevel: "Purgeable" },
};
const KEY_BODY = { alg: "RSA-OAEP-256", value: Buffer.from("a data key").toString("base64url") };

const authorization = mostly(
  fc.constantFrom("reader", "officer", "officer", "officer").map((who) => `Bearer $(${who})`),
  fc.oneof(
    fc.constantFrom("stranger", "elsewhere").map((who) => `Bearer $(${who})`),
    oddText("Bearer", "Bearer e30.e30.e30", "Bearer $(officer)x", "Basic $(reader)", "bearer  $(reader)"),
  ),
);

const request: fc.Arbitrary<WireRequest> = fc
  .record({
    connect: fc.constantFrom(VAULT, SCRATCH, SCRATCH),
    operation: fc.constantFrom(...OPERATIONS),
    oddMethod: mostly(fc.constant(undefined), fc.constantFrom("PUT", "POST", "DELETE", "HEAD", "OPTIONS", "PROPFIND")),
    oddPath: mostly(fc.constant(undefined), oddPath(...OPERATIONS.map(([, path]) => path))),
    version: mostly(
      fc.constantFrom("api-version=7.5", "api-version=2025-07-01"),
      someQuery({ "api-version": ["7.9"] }),
    ),
    query: someQuery({ maxresults: ["1", "25", "26"], $skiptoken: ["0", "1"], "api-version": ["7.4"] }),
    authorization,
    headers: someHeaders({ "content-type": ["application/json"], "x-ms-client-request-id": ["1"] }),
    body: mutatedJson(SECRET_BODY, SECRET_BODY, KEY_BODY),
  })
  .map(({ connect, operation: [method, path], headers, body, ...odd }) => ({
    connect,
    method: odd.oddMethod ?? method,
    target: `${odd.oddPath ?? path}?${odd.version}&${odd.query}`,
    headers: [["host", connect], ["authorization", odd.authorization], ...headers],
    body: /^(PUT|POST|PATCH)$/.test(odd.oddMethod ?? method) ? body : "",
  }));
