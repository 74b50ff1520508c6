import assert from "node:assert/strict";
import { TENANT } from "../../../local/shared/arm-id.js";
import { KeyVaultWorld, ROLES, secretId, vaultId } from "./key-vault-world.js";

const DAY = 86_400_000;

describe("Key Vault secrets", () => {
  let world: KeyVaultWorld;

  beforeEach(async () => {
    world = new KeyVaultWorld();
    await world.open();
  });
  afterEach(() => world.close());

  const all = async <T>(items: AsyncIterable<T>): Promise<T[]> => {
    const found: T[] = [];
    for await (const item of items) found.push(item);
    return found;
  };
  const bodyOf = (text: string) =>
    JSON.parse(text) as { error: { code: string; message: string; innererror?: { code: string } } };

  it("are told by HEAD as by GET, without a body, and the connection goes on", async () => {
    await world.call("PUT", "/secrets/a?api-version=7.5", JSON.stringify({ value: "one" }));
    const { status, headers, text } = await world.call("HEAD", "/secrets/a?api-version=7.5");
    assert.deepEqual([status, headers["content-type"], text], [200, "application/json", ""]);
  });

  describe("through the SDK client", () => {
    it("are set, read, changed and listed", async () => {
      const client = world.client("officer");
      const expires = new Date("2027-01-01T00:00:00Z");
      const first = await client.setSecret("pseudonym-key", "one", {
        contentType: "text/plain",
        tags: { a: "b" },
        expiresOn: expires,
      });
      assert.match(
        first.properties.id ?? "",
        /^https:\/\/kv-names\.vault\.azure\.net\/secrets\/pseudonym-key\/[0-9a-f]{32}$/,
      );
      assert.equal(first.properties.recoveryLevel, "Recoverable+Purgeable");
      assert.equal(first.properties.recoverableDays, 90);
      assert.deepEqual(first.properties.createdOn, world.clock.now());
      const second = await client.setSecret("pseudonym-key", "two");
      assert.equal((await client.getSecret("pseudonym-key")).value, "two");
      assert.equal((await client.getSecret("Pseudonym-Key")).value, "two", "names ignore case");
      const old = await client.getSecret("pseudonym-key", { version: first.properties.version ?? "" });
      assert.equal(old.value, "one");
      assert.deepEqual(old.properties.expiresOn, expires);
      assert.deepEqual(old.properties.tags, { a: "b" });
      await client.updateSecretProperties("pseudonym-key", second.properties.version ?? "", {
        enabled: false,
        contentType: "x",
      });
      await assert.rejects(client.getSecret("pseudonym-key"), { statusCode: 403, code: "Forbidden" });
      const versions = await all(client.listPropertiesOfSecretVersions("pseudonym-key"));
      assert.deepEqual(
        versions.map(({ version, enabled, contentType }) => [version, enabled, contentType]),
        [
          [first.properties.version, true, "text/plain"],
          [second.properties.version, false, "x"],
        ],
      );
    });

    it("are listed over several pages, without values", async () => {
      const client = world.client("officer");
      const names = Array.from({ length: 30 }, (_, index) => `s-${String(index).padStart(2, "0")}`);
      for (const name of names) await client.setSecret(name, "hidden-value");
      const listed = await all(client.listPropertiesOfSecrets());
      assert.deepEqual(
        listed.map(({ name }) => name),
        names,
      );
      const page = await world.call("GET", "/secrets?api-version=7.4&maxresults=3");
      const { value, nextLink } = JSON.parse(page.text) as { value: unknown[]; nextLink: string };
      assert.equal(value.length, 3);
      assert.match(nextLink, /^https:\/\/kv-names\.vault\.azure\.net\/secrets\?/);
      assert.equal(page.text.includes("hidden-value"), false);
      assert.equal((await world.call("GET", "/secrets?api-version=7.4&maxresults=26")).status, 400);
    });

    it("are deleted so that they can be recovered, or purged for good", async () => {
      const client = world.client("officer");
      await client.setSecret("a", "one");
      const deleted = await (await client.beginDeleteSecret("a")).pollUntilDone();
      assert.deepEqual(deleted.deletedOn, world.clock.now());
      assert.deepEqual(deleted.scheduledPurgeDate, new Date(world.clock.now().getTime() + 90 * DAY));
      assert.equal(deleted.recoveryId, "https://kv-names.vault.azure.net/deletedsecrets/a");
      await assert.rejects(client.getSecret("a"), { statusCode: 404, code: "SecretNotFound" });
      assert.deepEqual(await all(client.listPropertiesOfSecrets()), []);
      assert.deepEqual(
        (await all(client.listDeletedSecrets())).map(({ name }) => name),
        ["a"],
      );
      await assert.rejects(client.setSecret("a", "two"), {
        statusCode: 409,
        code: "Conflict",
        message: /^Secret a is currently in a deleted but recoverable state, and its name cannot be reused/,
      });
      await (await client.beginRecoverDeletedSecret("a")).pollUntilDone();
      assert.equal((await client.getSecret("a")).value, "one");
      await (await client.beginDeleteSecret("a")).pollUntilDone();
      await client.purgeDeletedSecret("a");
      await assert.rejects(client.getDeletedSecret("a"), { statusCode: 404 });
      await client.setSecret("a", "three");
      assert.equal(
        (await all(client.listPropertiesOfSecretVersions("a"))).length,
        1,
        "no version from before the purge",
      );
    });

    it("are gone when the vault's retention is over", async () => {
      const client = world.client("officer");
      await client.setSecret("a", "one");
      await (await client.beginDeleteSecret("a")).pollUntilDone();
      world.clock.move(90 * DAY);
      await assert.rejects(client.getDeletedSecret("a"), { statusCode: 404 });
      await assert.rejects(client.getSecret("a"), { statusCode: 404 });
      await client.setSecret("a", "two");
      assert.equal((await client.getSecret("a")).value, "two");
    });

    it("cannot be purged from a vault with purge protection", async () => {
      await world.vault("kv-names", { enablePurgeProtection: true });
      const client = world.client("officer");
      const { properties } = await client.setSecret("a", "one");
      assert.equal(properties.recoveryLevel, "Recoverable");
      await (await client.beginDeleteSecret("a")).pollUntilDone();
      await assert.rejects(client.purgeDeletedSecret("a"), {
        statusCode: 403,
        message: /^Operation "purge" is not allowed because purge protection is enabled for this vault\./,
      });
      assert.equal((await client.getDeletedSecret("a")).name, "a");
    });
  });

  describe("access", () => {
    it("begins with a challenge that says where to get a token", async () => {
      const answer = await world.send("GET", "https://kv-names.vault.azure.net/secrets/a/?api-version=7.5");
      assert.equal(answer.status, 401);
      assert.equal(
        answer.headers["www-authenticate"],
        `Bearer authorization="https://login.microsoftonline.com/${TENANT}", resource="https://vault.azure.net"`,
      );
      assert.deepEqual(bodyOf(answer.text), {
        error: { code: "Unauthorized", message: "AKV10000: Request is missing a Bearer or PoP token." },
      });
      const foreign = await world.call("GET", "/secrets?api-version=7.5", "", {
        authorization: "Bearer officer@https://management.azure.com",
      });
      assert.equal(foreign.status, 401);
      assert.match(
        bodyOf(foreign.text).error.message,
        /^AKV10022: Invalid audience\. Expected https:\/\/vault\.azure\.net/,
      );
    });

    it("is refused by naming caller, action and resource", async () => {
      const answer = await world.call("GET", "/secrets/Pseudonym-key?api-version=7.5", "", {
        authorization: "Bearer stranger@https://vault.azure.net",
      });
      assert.equal(answer.status, 403);
      const { code, message, innererror } = bodyOf(answer.text).error;
      assert.equal(code, "Forbidden");
      assert.equal(innererror?.code, "ForbiddenByRbac");
      assert.deepEqual(message.split("\r\n").slice(0, 5), [
        "Caller is not authorized to perform action on resource.",
        "If role assignments, deny assignments or role definitions were changed recently, please observe propagation time.",
        `Caller: appid=client-of-stranger;oid=stranger;iss=https://sts.windows.net/${TENANT}/`,
        "Action: 'Microsoft.KeyVault/vaults/secrets/getSecret/action'",
        `Resource: '${secretId("kv-names", "pseudonym-key").toLowerCase()}'`,
      ]);
      assert.match(message, /Vault: kv-names;location=westeurope/);
    });

    const rights: readonly [method: string, path: string, right: string, body?: string][] = [
      ["GET", "/secrets/a", "secrets/getSecret/action"],
      ["GET", "/secrets/a/00", "secrets/getSecret/action"],
      ["GET", "/secrets", "secrets/readMetadata/action"],
      ["GET", "/secrets/a/versions", "secrets/readMetadata/action"],
      ["PUT", "/secrets/a", "secrets/setSecret/action", '{"value":"x"}'],
      ["PATCH", "/secrets/a/00", "secrets/update/action", "{}"],
      ["DELETE", "/secrets/a", "secrets/delete"],
      ["GET", "/deletedsecrets", "secrets/readMetadata/action"],
      ["GET", "/deletedsecrets/a", "secrets/readMetadata/action"],
      ["POST", "/deletedsecrets/a/recover", "secrets/recover/action"],
      ["DELETE", "/deletedsecrets/a", "secrets/purge/action"],
    ];
    for (const [method, path, right, body] of rights) {
      it(`needs ${right} for ${method} ${path}`, async () => {
        const stranger = { authorization: "Bearer stranger@https://vault.azure.net" };
        const answer = await world.call(method, `${path}?api-version=7.5`, body, stranger);
        assert.equal(answer.status, 403);
        assert.match(bodyOf(answer.text).error.message, new RegExp(`Action: 'Microsoft.KeyVault/vaults/${right}'\r\n`));
        assert.notEqual((await world.call(method, `${path}?api-version=7.5`, body)).status, 403);
      });
    }

    it("of one secret opens that one, and no list", async () => {
      await world.secret("a", { value: "one" });
      await world.secret("ab", { value: "two" });
      await world.grant("app", ROLES.user, secretId("kv-names", "a"));
      const client = world.client("app");
      assert.equal((await client.getSecret("a")).value, "one");
      await assert.rejects(client.getSecret("ab"), { statusCode: 403 });
      await assert.rejects(all(client.listPropertiesOfSecrets()), { statusCode: 403 });
      await assert.rejects(client.setSecret("a", "x"), { statusCode: 403 });
    });

    it("to metadata is none to values, nor are control-plane rights", async () => {
      await world.secret("a", { value: "one" });
      await world.grant("reader", ROLES.reader, vaultId("kv-names"));
      assert.equal((await all(world.client("reader").listPropertiesOfSecrets())).length, 1);
      await assert.rejects(world.client("reader").getSecret("a"), { statusCode: 403 });
      await world.grant("contributor", ROLES.contributor, vaultId("kv-names"));
      await assert.rejects(world.client("contributor").getSecret("a"), { statusCode: 403 });
    });
  });

  describe("refusals", () => {
    it("name what is wrong, without the value", async () => {
      const refused = async (path: string, body: string, text: RegExp, status = 400, method = "PUT") => {
        const answer = await world.call(method, path, body);
        assert.equal(answer.status, status, answer.text);
        assert.match(bodyOf(answer.text).error.message, text);
        assert.equal(answer.text.includes("my-value"), false);
      };
      const path = "/secrets/a?api-version=7.5";
      await refused(path, '{"value":', /not valid JSON/);
      await refused(path, '{"value":["my-value"]}', /^Property value has invalid value/);
      await refused(path, JSON.stringify({ value: "my-value".repeat(4_000) }), /25600/);
      await refused(path, '{"value":"my-value","attributes":{"exp":"soon"}}', /attributes\.exp/);
      const tags = Object.fromEntries(Array.from({ length: 16 }, (_, index) => [`t${index}`, ""]));
      await refused(path, JSON.stringify({ value: "my-value", tags }), /at most 15 tags/);
      await refused("/secrets/a_b?api-version=7.5", '{"value":"my-value"}', /a_b/);
      await refused("/secrets/a", '{"value":"my-value"}', /no api-version/);
      await refused("/secrets/a?api-version=2016-10-01", '{"value":"my-value"}', /'2016-10-01' is not supported/);
      await refused(
        "/secrets/b?api-version=7.5",
        "",
        /^A secret with \(name\/id\) b was not found in this key vault\./,
        404,
        "GET",
      );
      await refused("/secrets/b/00?api-version=7.5", "", /\(name\/id\) b\/00 was not found/, 404, "GET");
      await refused("/secrets/b?api-version=7.5", "", /b was not found/, 404, "DELETE");
      await refused("/secrets/a/backup?api-version=7.5", "", /does not support the backup/, 501, "POST");
      await refused("/secrets/restore?api-version=7.5", "", /does not support the restoring/, 501, "POST");
      await refused("/certificates/k?api-version=7.5", "", /does not support the certificates/, 501, "GET");
      await refused("/other?api-version=7.5", "", /no operation GET \/other/, 404, "GET");
    });

    it("come from a vault that is not there", async () => {
      const answer = await world.send("GET", "https://kv-none.vault.azure.net/secrets?api-version=7.5", {
        authorization: "Bearer officer@https://vault.azure.net",
      });
      assert.equal(answer.status, 404);
      assert.match(bodyOf(answer.text).error.message, /kv-none\.vault\.azure\.net/);
    });
  });

  it("leave a trace of calls, never of values", async () => {
    const client = world.client("officer");
    await client.setSecret("a", "my-value");
    await client.getSecret("a");
    assert.deepEqual(
      world.activities.map(({ what, target, status }) => [what, target, status]),
      [
        ["SecretSet", secretId("kv-names", "a"), 200],
        ["SecretGet", secretId("kv-names", "a"), 200],
      ],
    );
    assert.equal(JSON.stringify(world.activities).includes("my-value"), false);
  });
});
