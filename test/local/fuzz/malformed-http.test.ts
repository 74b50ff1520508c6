import assert from "node:assert/strict";
import { TENANT } from "../../../local/shared/arm-id.js";
import { ROLES } from "../keyvault/key-vault-world.js";
import { fuzz, share } from "./fuzz.js";
import { FuzzedAzure, person } from "./fuzzed-azure.js";
import { type Poured, poured, pouredToProxy, VAULT } from "./malformed-requests.js";
import type { WireRequest } from "./wire-request.js";

const CONNECTIONS = share(2_000);
const TO_PROXY = share(500);

describe("Malformed HTTP", function () {
  this.timeout(120_000);
  let azure: FuzzedAzure;

  before(async () => {
    azure = await FuzzedAzure.open();
    await azure.declare(async ({ make, grant }) => {
      const properties = { tenantId: TENANT, sku: { family: "A", name: "standard" }, enableRbacAuthorization: true };
      const vault = await make("keyvault:Vault", { vaultName: "kv-raw", properties });
      await make("keyvault:Secret", {
        vaultName: "kv-raw",
        secretName: "theirs",
        properties: { value: azure.secret("theirs") },
      });
      const reader = person();
      await make("keyvault:Secret", { vaultName: "kv-raw", secretName: "mine", properties: { value: "of mine" } });
      await grant(reader, ROLES.user, `${vault}/secrets/mine`);
      await azure.token("reader", reader, "https://vault.azure.net");
    });
  });
  after(() => azure?.end());

  /** What came holds no secret, no failure of the local Azure; and it still answers. */
  async function hold(sent: Poured, received: string, lane: number): Promise<void> {
    const statuses = [...received.matchAll(/^HTTP\/1\.1 (\d{3})/gm)].map(([, status]) => Number(status));
    azure.judge(JSON.stringify(sent), statuses, received);
    assert.equal((await azure.send(lane, GOOD)).status, 200);
  }

  it(`${CONNECTIONS} connections of it end no process, fail nowhere inside, and show no secret`, async () => {
    await fuzz(poured, CONNECTIONS, async (made, lane) => {
      const parts = made.parts.map((part) => azure.filled(part));
      await hold(made, await azure.wire(lane).pour(made.host, parts, made.ending, made.name), lane);
    });
    await azure.assertWell();
  });

  it(`${TO_PROXY} connections of it to the proxy do neither, and lead nowhere`, async () => {
    await fuzz(pouredToProxy, TO_PROXY, async (made, lane) => {
      const parts = made.parts.map((part) => azure.filled(part));
      const received = await azure.wire(lane).pourToProxy(parts, made.ending);
      // The refusal of a host that is not served.
      const rest = received.replace(/^HTTP\/1\.1 502 Bad Gateway/gm, "HTTP/1.1 403 Forbidden");
      await hold(made, rest, lane);
    });
    await azure.assertWell();
  });
});

const GOOD: WireRequest = {
  connect: VAULT,
  method: "GET",
  target: "/secrets/mine?api-version=7.5",
  headers: [
    ["host", VAULT],
    ["authorization", "Bearer $(reader)"],
  ],
  body: "",
};
