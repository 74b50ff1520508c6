import assert from "node:assert/strict";
import { CryptographyClient, KeyClient } from "@azure/keyvault-keys";
import type { Properties } from "../../../local/shared/resource.js";
import { credential } from "../platform.js";
import { KeyVaultWorld, vaultId } from "./key-vault-world.js";

const CRYPTO_USER = "12338af0-0e69-4776-bea7-57ae8d297424";
const CRYPTO_OFFICER = "14b46e9e-c2b7-41b4-b07b-48a6ebf60603";
const ENCRYPTION_USER = "e147488a-f6f5-4113-8e2d-b22465e65bf6";
const PLAIN = Buffer.from("a data key of thirty-two bytes..");

const keyId = (name: string) => `${vaultId("kv-names")}/keys/${name}`;

describe("Key Vault keys", function () {
  this.timeout(10_000);
  let world: KeyVaultWorld;

  beforeEach(async () => {
    world = new KeyVaultWorld();
    await world.open();
    await world.grant("user", CRYPTO_USER, vaultId("kv-names"));
  });
  afterEach(() => world.close());

  const declare = (name: string, properties: Properties = { kty: "RSA" }, more: Properties = {}) =>
    world.put(keyId(name), { resourceGroupName: "rg", vaultName: "kv-names", keyName: name, properties, ...more });

  const call = (method: string, path: string, body: object = {}, principal = "user") =>
    world.send(
      method,
      `https://kv-names.vault.azure.net${path}?api-version=7.6`,
      { authorization: `Bearer ${principal}@https://vault.azure.net`, "content-type": "application/json" },
      method === "POST" ? JSON.stringify(body) : "",
    );
  const use = async (path: string, alg: string, value: Buffer, principal?: string) => {
    const { status, text } = await call("POST", path, { alg, value: value.toString("base64url") }, principal);
    const answer = JSON.parse(text) as {
      kid: string;
      value: string;
      error?: { code: string; message: string; innererror?: { code: string } };
    };
    return { status, ...answer, bytes: Buffer.from(answer.value ?? "", "base64url") };
  };

  describe("as resources", () => {
    it("are made with what Azure says of them, and without a private half", async () => {
      const outputs = await declare("state", { kty: "RSA", keySize: 3072 }, { tags: { of: "dev" } });
      const { attributes, keyUriWithVersion, ...rest } = outputs;
      assert.match(String(keyUriWithVersion), /^https:\/\/kv-names\.vault\.azure\.net\/keys\/state\/[0-9a-f]{32}$/);
      assert.deepEqual(rest, {
        azureApiVersion: "2024-11-01",
        id: keyId("state"),
        keyOps: ["encrypt", "decrypt", "sign", "verify", "wrapKey", "unwrapKey"],
        keySize: 3072,
        keyUri: "https://kv-names.vault.azure.net/keys/state",
        kty: "RSA",
        location: "westeurope",
        name: "state",
        tags: { of: "dev" },
        type: "Microsoft.KeyVault/vaults/keys",
      });
      assert.equal((attributes as Properties).recoveryLevel, "Recoverable+Purgeable");
    });

    it("are made once: what is declared of one that is there changes nothing", async () => {
      const before = await declare("state");
      assert.deepEqual(await declare("state", { kty: "RSA", keySize: 4096 }, { tags: { a: "b" } }), before);
    });

    it("take the types, sizes and curves of Azure's that are supported", async () => {
      assert.equal((await declare("curve", { kty: "EC", curveName: "P-384" })).curveName, "P-384");
      await assert.rejects(declare("a", { kty: "oct" }), /has the type 'oct'; the local Azure makes RSA and EC/);
      await assert.rejects(declare("a", { kty: "RSA", keySize: 1024 }), /size 1024; allowed are 2048, 3072, 4096/);
      await assert.rejects(declare("a", { kty: "EC", curveName: "P-1" }), /curve 'P-1'; allowed are P-256/);
      await assert.rejects(declare("a_b"), /key name 'a_b' is not valid/);
      await assert.rejects(declare("a", { kty: "RSA", rotationPolicy: {} }), /does not support the rotationPolicy/);
    });

    it("keep their name when deleted, until it is purged or the key recovered", async () => {
      await world.grant("officer", CRYPTO_OFFICER, vaultId("kv-names"));
      const before = await declare("state");
      await world.manager.delete(keyId("state"));
      assert.equal((await call("GET", "/keys/state")).status, 404);
      await assert.rejects(declare("state"), /Key state is currently in a deleted but recoverable state/);
      assert.equal((await call("POST", "/deletedkeys/state/recover", {}, "officer")).status, 200);
      assert.equal((await declare("state")).keyUriWithVersion, before.keyUriWithVersion);
      assert.equal((await call("DELETE", "/keys/state", {}, "officer")).status, 200);
      assert.equal((await call("DELETE", "/deletedkeys/state", {}, "officer")).status, 204);
      await world.manager.delete(keyId("state"));
      assert.notEqual((await declare("state")).keyUriWithVersion, before.keyUriWithVersion);
    });

    it("go with their vault", async () => {
      await declare("state");
      await world.manager.delete(vaultId("kv-names"));
      world.clock.move(91 * 86_400_000);
      await world.vault("kv-names");
      await world.grant("user", CRYPTO_USER, vaultId("kv-names"));
      assert.equal((await call("GET", "/keys/state")).status, 404);
    });
  });

  describe("on the wire", () => {
    for (const [direction, back] of [
      ["encrypt", "decrypt"],
      ["wrapkey", "unwrapkey"],
    ]) {
      for (const algorithm of ["RSA-OAEP", "RSA-OAEP-256"]) {
        it(`${direction} with ${algorithm}, and ${back} again, with a version, an empty one or none`, async () => {
          const { keyUriWithVersion } = await declare("state");
          const version = String(keyUriWithVersion).split("/").at(-1);
          for (const path of ["/keys/state", "/keys/state/", `/keys/state/${version}`]) {
            const there = await use(`${path}/${direction}`, algorithm, PLAIN);
            assert.equal(there.status, 200);
            assert.equal(there.kid, keyUriWithVersion);
            assert.notDeepEqual(there.bytes, PLAIN);
            const andBack = await use(`${path}/${back}`, algorithm, there.bytes);
            assert.deepEqual(andBack.bytes, PLAIN);
          }
        });
      }
    }

    it("do not decrypt what another key encrypted, and take no other algorithm", async () => {
      await declare("one");
      await declare("other");
      await declare("curve", { kty: "EC" });
      const { bytes } = await use("/keys/one/encrypt", "RSA-OAEP-256", PLAIN);
      assert.equal((await use("/keys/other/decrypt", "RSA-OAEP-256", bytes)).status, 400);
      assert.equal((await use("/keys/one/decrypt", "RSA-OAEP", bytes)).status, 400);
      assert.equal((await use("/keys/one/encrypt", "RSA1_5", PLAIN)).status, 501);
      assert.equal((await use("/keys/curve/encrypt", "RSA-OAEP", PLAIN)).error?.code, "Forbidden");
    });

    it("are used for what they are made for, while they are enabled and in their time", async () => {
      const now = world.clock.now().getTime() / 1000;
      await declare("wraps", { kty: "RSA", keyOps: ["wrapKey", "unwrapKey"] });
      const refused = await use("/keys/wraps/encrypt", "RSA-OAEP-256", PLAIN);
      assert.equal(refused.error?.message, "Operation encrypt is not permitted on this key.");
      assert.equal(refused.error?.innererror?.code, "KeyOperationForbidden");
      await declare("off", { kty: "RSA", attributes: { enabled: false } });
      assert.equal((await use("/keys/off/encrypt", "RSA-OAEP", PLAIN)).error?.innererror?.code, "KeyDisabled");
      await declare("later", { kty: "RSA", attributes: { notBefore: now + 60 } });
      assert.equal((await use("/keys/later/encrypt", "RSA-OAEP", PLAIN)).status, 403);
      await declare("over", { kty: "RSA", attributes: { expires: now + 60 } });
      const { bytes } = await use("/keys/over/encrypt", "RSA-OAEP", PLAIN);
      world.clock.move(61_000);
      assert.equal((await use("/keys/over/encrypt", "RSA-OAEP", PLAIN)).status, 403);
      assert.deepEqual((await use("/keys/over/decrypt", "RSA-OAEP", bytes)).bytes, PLAIN);
    });

    it("survive a restart", async () => {
      await declare("state");
      const { bytes } = await use("/keys/state/encrypt", "RSA-OAEP-256", PLAIN);
      await world.restart();
      assert.deepEqual((await use("/keys/state/decrypt", "RSA-OAEP-256", bytes)).bytes, PLAIN);
    });

    it("refuse by name what is not supported, and what is no key", async () => {
      await declare("state");
      for (const path of ["/keys/state/create", "/keys/state/sign", "/keys/state/rotate"]) {
        assert.equal((await call("POST", path)).status, 501, path);
      }
      const { status, text } = await call("GET", "/keys/gone");
      assert.deepEqual([status, JSON.parse(text).error.code], [404, "KeyNotFound"]);
      assert.equal((await call("POST", "/keys/state/encrypt", { alg: "RSA-OAEP" })).status, 400);
      assert.equal((await call("GET", "/keys/a%2Fb")).status, 400);
    });
  });

  describe("through the SDK clients", () => {
    const options = () => ({ ...world.sdkOptions(), serviceVersion: "7.6" as const });

    it("are read and listed, and encrypt here what the vault decrypts", async () => {
      await declare("state");
      const client = new KeyClient("https://kv-names.vault.azure.net", credential("user"), options());
      const key = await client.getKey("state");
      assert.deepEqual([key.keyType, key.key?.n?.length], ["RSA", 256]);
      const names: string[] = [];
      for await (const { name } of client.listPropertiesOfKeys()) names.push(name);
      assert.deepEqual(names, ["state"]);
      const crypto = new CryptographyClient(key.id ?? "", credential("user"), options());
      const { result } = await crypto.encrypt({ algorithm: "RSA-OAEP", plaintext: PLAIN });
      assert.deepEqual(
        Buffer.from((await crypto.decrypt({ algorithm: "RSA-OAEP", ciphertext: result })).result),
        PLAIN,
      );
      const wrapped = await crypto.wrapKey("RSA-OAEP-256", PLAIN);
      assert.deepEqual(Buffer.from((await crypto.unwrapKey("RSA-OAEP-256", wrapped.result)).result), PLAIN);
    });
  });

  describe("access", () => {
    for (const [method, path, action] of [
      ["GET", "/keys", "keys/read"],
      ["GET", "/keys/state", "keys/read"],
      ["GET", "/keys/state/versions", "keys/read"],
      ["POST", "/keys/state/encrypt", "keys/encrypt/action"],
      ["POST", "/keys/state/decrypt", "keys/decrypt/action"],
      ["POST", "/keys/state/wrapkey", "keys/wrap/action"],
      ["POST", "/keys/state//unwrapkey", "keys/unwrap/action"],
      ["DELETE", "/keys/state", "keys/delete"],
      ["GET", "/deletedkeys/state", "keys/read"],
      ["POST", "/deletedkeys/state/recover", "keys/recover/action"],
      ["DELETE", "/deletedkeys/state", "keys/purge/action"],
    ] as const) {
      it(`needs ${action} for ${method} ${path}`, async () => {
        await declare("state");
        const { status, text } = await call(method, path, { alg: "RSA-OAEP", value: "aaaa" }, "nobody");
        assert.equal(status, 403);
        const { message, innererror } = (JSON.parse(text) as { error: { message: string; innererror: object } }).error;
        assert.deepEqual(innererror, { code: "ForbiddenByRbac" });
        assert.match(message, new RegExp(`Action: 'Microsoft\\.KeyVault/vaults/${action}'`));
      });
    }

    it("to one key opens that one alone", async () => {
      await declare("mine");
      await declare("other");
      await world.grant("narrow", CRYPTO_USER, keyId("mine"));
      assert.equal((await use("/keys/mine/encrypt", "RSA-OAEP", PLAIN, "narrow")).status, 200);
      assert.equal((await use("/keys/other/encrypt", "RSA-OAEP", PLAIN, "narrow")).status, 403);
      assert.equal((await call("GET", "/keys", {}, "narrow")).status, 403);
    });

    it("to wrap is none to encrypt, and that to secrets none to keys", async () => {
      await declare("state");
      await world.grant("wraps", ENCRYPTION_USER, vaultId("kv-names"));
      assert.equal((await use("/keys/state/wrapkey", "RSA-OAEP", PLAIN, "wraps")).status, 200);
      assert.equal((await use("/keys/state/encrypt", "RSA-OAEP", PLAIN, "wraps")).status, 403);
      assert.equal((await call("GET", "/keys/state", {}, "officer")).status, 403);
    });
  });
});
