import assert from "node:assert/strict";
import { AttackedAzure, HOSTS, requestOf, whole } from "./attacked-azure.js";

describe("Attacks with the name of another host", function () {
  this.timeout(60_000);
  let azure: AttackedAzure;

  before(async () => {
    azure = await AttackedAzure.open();
  });
  after(() => azure?.end());

  it("answers for the host of the connection alone", async () => {
    const token = await azure.tokenOf(azure.bob, "https://storage.azure.com");
    const authorization = `Authorization: Bearer ${token}`;
    const own = await azure.raw.send(
      HOSTS.other,
      requestOf("GET /mine/secret.txt", [`Host: ${HOSTS.other}`, "x-ms-version: 2024-11-04", authorization]),
    );
    assert.match(whole(own), /treasure/);
    for (const [status, text] of [
      [421, requestOf("GET /mine/secret.txt", [`Host: ${HOSTS.other}`, "x-ms-version: 2024-11-04", authorization])],
      [421, requestOf("GET /mine/secret.txt", [`Host: ${HOSTS.other.toUpperCase()}:443`, authorization])],
      [400, requestOf(`GET https://${HOSTS.other}/mine/secret.txt`, [`Host: ${HOSTS.blob}`, authorization])],
      [400, requestOf(`GET http://${HOSTS.vault}/secrets/mine`, [`Host: ${HOSTS.blob}`, authorization])],
      [400, requestOf("GET /mine/secret.txt", [`Host: ${HOSTS.blob}`, `Host: ${HOSTS.other}`, authorization])],
      [400, requestOf("GET /mine/secret.txt", [authorization])],
      [421, requestOf("GET /mine/secret.txt", [`Host: ${HOSTS.blob}@${HOSTS.other}`, authorization])],
      [421, requestOf("GET /", ["Host: 169.254.169.254", authorization])],
    ] as const) {
      const answer = await azure.raw.send(HOSTS.blob, text);
      assert.equal(answer.status, status, `${text}\n${whole(answer)}`);
      assert.doesNotMatch(whole(answer), /treasure/);
    }
  });

  it("takes no URL for a path, which a service might follow instead of the host", async () => {
    const authorization = `Authorization: Bearer ${await azure.tokenOf(azure.alice, "https://vault.azure.net")}`;
    for (const origin of [`https://${HOSTS.vault}`, `https://${HOSTS.blob}`, "http://169.254.169.254"]) {
      const text = requestOf(`GET ${origin}/secrets/mine?api-version=7.5`, [`Host: ${HOSTS.vault}`, authorization]);
      assert.equal((await azure.raw.send(HOSTS.vault, text)).status, 400, origin);
    }
  });

  it("does not believe headers about where a request was sent", async () => {
    const token = await azure.tokenOf(azure.alice, "https://storage.azure.com");
    for (const header of ["X-Forwarded-Host", "X-Original-Host", "Forwarded", "X-Local-Azure-Pass"]) {
      const value = header === "Forwarded" ? `host=${HOSTS.other}` : HOSTS.other;
      const answer = await azure.get(HOSTS.blob, "/theirs/secret.txt", token, `${header}: ${value}`);
      assert.equal(answer.status, 403, header);
    }
  });

  it("leads nowhere but to the hosts that it serves", async () => {
    const { port } = new URL(azure.run.control.url);
    for (const target of [
      "169.254.169.254:80",
      `127.0.0.1:${port}`,
      "localhost:22",
      "example.com:443",
      `evil.${HOSTS.blob}.example.com:443`,
      `${HOSTS.blob}@example.com:443`,
      "[::1]:22",
      ":443",
      "x".repeat(5000),
    ]) {
      const { status } = await azure.raw.sendTo(
        azure.run.proxyPort,
        `CONNECT ${target} HTTP/1.1\r\nHost: ${HOSTS.blob}\r\n\r\n`,
      );
      assert.ok([0, 400, 502].includes(status), `${target}: ${status}`);
    }
    for (const text of [
      requestOf(`GET ${azure.run.control.url}/status`, ["Host: x"]),
      requestOf("GET http://169.254.169.254/metadata", ["Host: 169.254.169.254"]),
      requestOf("GET /status", [`Host: 127.0.0.1:${port}`]),
    ]) {
      assert.equal((await azure.raw.sendTo(azure.run.proxyPort, text)).status, 502, text);
    }
  });

  it("serves no certificate for a host that is not its own", async () => {
    await assert.rejects(azure.raw.send("example.com", requestOf("GET /", ["Host: example.com"])), /502 Bad Gateway/);
  });
});
