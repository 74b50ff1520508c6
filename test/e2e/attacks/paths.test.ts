import assert from "node:assert/strict";
import { AttackedAzure, HOSTS, requestOf, whole } from "./attacked-azure.js";

describe("Attacks with a path that leads elsewhere", function () {
  this.timeout(60_000);
  let azure: AttackedAzure;

  before(async () => {
    azure = await AttackedAzure.open();
  });
  after(() => azure?.end());

  const ways = (from: string, to: string) => [
    `${from}/../${to}`,
    `${from}/%2e%2e/${to}`,
    `${from}%2f..%2f${to}`,
    `${from}%2F%2E%2E%2F${to}`,
    `${from}%252f..%252f${to}`,
    `${from}/..%5c${to}`,
    `${from}\\..\\${to}`,
    `${from}/./../${to}`,
    `./${to}`,
    `/${to}`,
    `%2e/${to}`,
    `${from}%00/../${to}`,
    `${from}/..;/${to}`,
    `${from}//../${to}`,
    `${from}%3f/../${to}`,
    `${from}?/../${to}`,
    `${from}#/../${to}`,
    `${to.toUpperCase()}`,
    `%74${to.slice(1)}`,
  ];

  it("gives no secret to who has the role on another one", async () => {
    const token = await azure.tokenOf(azure.alice, "https://vault.azure.net");
    for (const way of ways("mine", "theirs")) {
      const answer = await azure.get(HOSTS.vault, `/secrets/${way}?api-version=7.5`, token);
      assert.doesNotMatch(whole(answer), /treasure/, way);
      assert.ok([400, 403, 404].includes(answer.status), `${way}: ${whole(answer)}`);
    }
    const encoded = await azure.get(HOSTS.vault, "/secrets/mine%2f..%2ftheirs?api-version=7.5", token);
    assert.match(
      whole(encoded),
      /^HTTP\/1\.1 400 .*"code":"BadParameter","message":"The request URI contains an invalid name: mine/s,
    );
  });

  it("gives no blob to who has the role on another container, and writes none there", async () => {
    const token = await azure.tokenOf(azure.alice, "https://storage.azure.com");
    for (const way of ways("mine", "theirs/secret.txt")) {
      const answer = await azure.get(HOSTS.blob, `/${way}`, token);
      assert.doesNotMatch(whole(answer), /treasure/, way);
      // 501: what lies outside of a container is not supported here.
      assert.ok([400, 403, 404, 501].includes(answer.status), `${way}: ${whole(answer)}`);
    }
    for (const way of ways("mine", "theirs/secret.txt")) {
      const headers = [`Host: ${HOSTS.blob}`, `Authorization: Bearer ${token}`, "x-ms-version: 2024-11-04"];
      const put = [...headers, "x-ms-blob-type: BlockBlob", "Content-Length: 4"];
      await azure.raw.send(HOSTS.blob, requestOf(`PUT /${way}`, put, "gone"));
    }
    const theirs = await azure.get(
      HOSTS.blob,
      "/theirs/secret.txt",
      await azure.tokenOf(azure.bob, "https://storage.azure.com"),
    );
    assert.match(whole(theirs), /treasure/);
  });

  it("reads no file of the machine", async () => {
    const token = await azure.tokenOf(azure.alice, "https://storage.azure.com");
    for (const path of [
      "/mine/../../../../../../etc/passwd",
      "/mine/%2e%2e%2f%2e%2e%2f%2e%2e%2fetc%2fpasswd",
      "/../azure.sqlite",
    ]) {
      const answer = await azure.get(HOSTS.blob, path, token);
      assert.doesNotMatch(whole(answer), /root:|SQLite/, path);
      assert.ok([400, 403, 404].includes(answer.status), `${path}: ${whole(answer)}`);
    }
  });
});
