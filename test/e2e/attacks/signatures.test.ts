import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { BlobServiceClient } from "@azure/storage-blob";
import { TENANT } from "../../../local/shared/arm-id.js";
import { AttackedAzure, HOSTS, requestOf, whole } from "./attacked-azure.js";

describe("Attacks with keys and signatures", function () {
  this.timeout(60_000);
  let azure: AttackedAzure;

  before(async () => {
    azure = await AttackedAzure.open();
  });
  after(() => azure?.end());

  const sas = "sv=2024-11-04&ss=b&srt=sco&sp=rwdl&se=2099-01-01T00:00:00Z&sig=AAAA";

  it("refuses a storage account's keys and SAS, whoever signed them", async () => {
    for (const [path, ...headers] of [
      [`/theirs/secret.txt?${sas}`],
      ["/theirs/secret.txt", `Authorization: SharedKey stattacks:AAAA`],
      ["/theirs/secret.txt", `Authorization: SharedKeyLite stattacks:AAAA`],
    ] as const) {
      const request = requestOf(`GET ${path}`, [`Host: ${HOSTS.blob}`, "x-ms-version: 2024-11-04", ...headers]);
      assert.match(
        whole(await azure.raw.send(HOSTS.blob, request)),
        /^HTTP\/1\.1 403 .*x-ms-error-code: KeyBasedAuthenticationNotPermitted/is,
      );
    }
    const client = new BlobServiceClient(`https://${HOSTS.blob}/?${sas}`);
    await assert.rejects(client.getContainerClient("theirs").getBlobClient("secret.txt").download(), {
      name: "RestError",
      code: "KeyBasedAuthenticationNotPermitted",
    });
  });

  it("refuses a user delegation signature that names somebody with the role, and is not theirs", async () => {
    const [from, until] = ["2020-01-01T00:00:00Z", "2099-01-01T00:00:00Z"];
    const signer = `skoid=${azure.bob.id}&sktid=${TENANT}&skt=${from}&ske=${until}&sks=b&skv=2024-11-04`;
    const path = `/theirs/secret.txt?sv=2024-11-04&sr=b&sp=r&se=${until}&${signer}&sig=AAAA`;
    const answer = await azure.raw.send(HOSTS.blob, requestOf(`GET ${path}`, [`Host: ${HOSTS.blob}`]));
    assert.equal(answer.status, 403, whole(answer));
    assert.doesNotMatch(whole(answer), /treasure/);
  });

  it("refuses a signature that is wrong where keys are allowed", async () => {
    const request = requestOf(`GET /mine/a.txt?${sas}`, [`Host: ${HOSTS.keyed}`]);
    assert.equal((await azure.raw.send(HOSTS.keyed, request)).status, 403);
  });

  it("refuses a topic's keys and SAS tokens", async () => {
    const [url, until] = [`https://${HOSTS.topic}/api/events`, "1/1/2099 12:00:00 AM"].map(encodeURIComponent);
    const text = `r=${url}&e=${until}`;
    const signature = createHmac("sha256", "guessed").update(text).digest("base64");
    const signed = `${text}&s=${encodeURIComponent(signature)}`;
    for (const header of [
      "aeg-sas-key: guessed",
      `aeg-sas-token: ${signed}`,
      `Authorization: SharedAccessSignature ${signed}`,
    ]) {
      const request = requestOf("POST /api/events", [`Host: ${HOSTS.topic}`, header, "Content-Length: 0"]);
      const answer = await azure.raw.send(HOSTS.topic, request);
      assert.match(whole(answer), /^HTTP\/1\.1 401 .*"code":"Unauthorized".*Local authentication is disabled/s, header);
    }
  });
});
