import assert from "node:assert/strict";
import { ControlClient } from "../../../local/control/control-client.js";
import { AttackedAzure, HOSTS, requestOf, SECRETS_USER, whole } from "./attacked-azure.js";

describe("Attacks with the form of a request", function () {
  this.timeout(60_000);
  let azure: AttackedAzure;

  before(async () => {
    azure = await AttackedAzure.open();
  });
  after(() => azure?.end());

  const hidden = () => `GET /theirs/secret.txt HTTP/1.1\r\nHost: ${HOSTS.blob}\r\nx-ms-version: 2024-11-04\r\n\r\n`;

  it("reads a body by one length only", async () => {
    const token = await azure.tokenOf(azure.alice, "https://storage.azure.com");
    const begin = [
      `PUT /mine/a.txt HTTP/1.1`,
      `Host: ${HOSTS.blob}`,
      `Authorization: Bearer ${token}`,
      "x-ms-version: 2024-11-04",
      "x-ms-blob-type: BlockBlob",
    ];
    for (const lengths of [
      ["Content-Length: 4", `Content-Length: ${4 + hidden().length}`],
      ["Content-Length: 4, 5"],
      ["Content-Length: -1"],
      ["Content-Length: 0x4"],
      ["Content-Length: 4", "Transfer-Encoding: chunked"],
      ["Transfer-Encoding: chunked", "Transfer-Encoding: identity"],
      ["Transfer-Encoding: xchunked"],
      ["Transfer-Encoding : chunked"],
      ["Content-Length: 4", " folded: x"],
    ]) {
      const answer = await azure.raw.send(HOSTS.blob, `${[...begin, ...lengths, "", ""].join("\r\n")}gone${hidden()}`);
      assert.equal(answer.status, 400, `${lengths.join(" + ")}: ${whole(answer)}`);
      assert.doesNotMatch(whole(answer), /treasure/);
    }
  });

  it("takes the body of a refused request for no request", async () => {
    const token = await azure.tokenOf(azure.bob, "https://eventgrid.azure.net");
    const body = `OPTIONS /api/events HTTP/1.1\r\nHost: ${HOSTS.topic}\r\n\r\n`;
    const headers = [`Authorization: Bearer ${token}`, "Content-Type: application/cloudevents+json"];
    const refused = ["POST /api/events HTTP/1.1", `Host: ${HOSTS.topic}`, ...headers, `Content-Length: ${body.length}`];
    const next = requestOf("OPTIONS /api/events", [`Host: ${HOSTS.topic}`]);
    const answer = await azure.raw.send(HOSTS.topic, `${[...refused, "", body].join("\r\n")}${next}`);
    const statuses = [...whole(answer).matchAll(/^HTTP\/1\.1 (\d{3})/gm)].map(([, status]) => status);
    assert.ok(statuses.join() === "401,200" || statuses.join() === "401", whole(answer));
  });

  /** To the control interface, by somebody who has not read the run file. */
  const ask = (line: string) =>
    azure.raw.sendTo(
      Number(new URL(azure.run.control.url).port),
      requestOf(line, ["Host: 127.0.0.1", "Authorization: Bearer guessed"]),
    );

  it("does nothing without the token of the run file, whatever the request looks like", async () => {
    for (const line of [
      "GET /status",
      "GET /keys?app=x",
      "PUT /deployer",
      "POST /stop",
      "GET //",
      "GET //[",
      "GET http://[/x",
      "GET *",
    ]) {
      const { status } = await ask(line);
      assert.ok([400, 401].includes(status), `${line}: ${status}`);
    }
  });

  it("refuses roles of the deployer that cannot be", async () => {
    const control = new ControlClient(azure.run);
    const id = SECRETS_USER;
    for (const [role, message] of [
      [{ name: "x", id: "Reader" }, /needs a name, and an id that is a GUID; it has x and Reader/],
      [{ name: "x", id: "00000000-0000-4000-8000-000000000000" }, /there is no role/],
      [{ name: "x", id, scope: "/subscriptions/another" }, /scope \/subscriptions\/another is not within/],
      [{ name: "x", id, condition: "(" }, /it ends where an expression is expected/],
    ] as const)
      await assert.rejects(control.deployAs([role]), message);
  });
});
