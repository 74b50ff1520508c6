import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { type IncomingMessage, request } from "node:http";
import { connect, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { promisify } from "node:util";
import { SignJWT } from "jose";
import { DEVELOPER, Directory } from "../../../local/entra/directory.js";
import { Federation } from "../../../local/entra/federation.js";
import { DirectoryObjects } from "../../../local/entra/graph/directory-objects.js";
import { createLogin } from "../../../local/entra/login.js";
import { ManagedIdentities, userAssignedIdentity } from "../../../local/entra/managed-identities.js";
import { Tokens } from "../../../local/entra/tokens.js";
import { Certificates } from "../../../local/gateway/certificates.js";
import { Gateway } from "../../../local/gateway/gateway.js";
import { LocalWire } from "../../../local/gateway/local-wire.js";
import { ResourceManager } from "../../../local/resources/resource-manager.js";
import { ResourceStore } from "../../../local/resources/resource-store.js";
import { groupId, TENANT } from "../../../local/shared/arm-id.js";
import { systemClock } from "../../../local/shared/clock.js";
import type { Service } from "../../../local/shared/service.js";
import { openSigningKey, type SigningKey } from "../../../local/shared/signing-key.js";
import { Store } from "../../../local/shared/store.js";

const VAULT = "https://vault.azure.net";
const someone = { id: "o", clientId: "c", tenant: TENANT };
const run = promisify(execFile);

describe("Entra", () => {
  let folder: string;
  let store: Store;
  let key: SigningKey;
  let now: Date;
  let tokens: Tokens;

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), "gridwire-entra-"));
    store = new Store(":memory:");
    key = await openSigningKey(folder);
    now = new Date();
    tokens = new Tokens(key, { now: () => now, after: () => () => undefined });
  });
  afterEach(() => {
    store.close();
    rmSync(folder, { recursive: true });
  });

  const authenticate = (token: string) => tokens.authenticate(`Bearer ${token}`, [VAULT]);

  it("takes its own token, whatever slash the audience ends in", async () => {
    assert.deepEqual(await authenticate(await tokens.issue(someone, `${VAULT}/`, 60)), someone);
  });

  it("keeps its key over a restart", async () => {
    const token = await tokens.issue(someone, VAULT, 60);
    const again = new Tokens(await openSigningKey(folder), { now: () => now, after: () => () => undefined });
    assert.deepEqual(await again.authenticate(`Bearer ${token}`, [VAULT]), someone);
  });

  it("refuses a token that is missing, for another audience, expired, or not signed by it", async () => {
    await assert.rejects(tokens.authenticate(undefined, [VAULT]), { reason: "missing" });
    await assert.rejects(authenticate(await tokens.issue(someone, "https://storage.azure.com", 60)), {
      reason: "audience",
    });
    await assert.rejects(authenticate("not-a-token"), { reason: "malformed" });
    const short = await tokens.issue(someone, VAULT, 60);
    await authenticate(short);
    now = new Date(now.getTime() + 3_600_000);
    await assert.rejects(authenticate(short), { reason: "expired" });
    const other = new Tokens(await openSigningKey(mkdtempSync(join(folder, "other-"))), {
      now: () => now,
      after: () => () => undefined,
    });
    await assert.rejects(authenticate(await other.issue(someone, VAULT, 60)), { reason: "signature" });
    const unsigned = `${Buffer.from('{"alg":"none"}').toString("base64url")}.${Buffer.from("{}").toString("base64url")}.`;
    await assert.rejects(authenticate(unsigned), { reason: "malformed" });
    const foreign = new SignJWT({ aud: VAULT, iss: "https://elsewhere/", oid: "o", appid: "c", tid: TENANT });
    await assert.rejects(
      authenticate(
        await foreign.setProtectedHeader({ alg: "RS256", kid: key.id }).setExpirationTime("1h").sign(key.privateKey),
      ),
      { reason: "issuer" },
    );
  });

  describe("on the wire", () => {
    let gateway: Gateway;
    let wire: LocalWire;
    let identities: ManagedIdentities;
    let environment: NodeJS.ProcessEnv;
    let directory: Directory;

    const site = `${groupId("rg")}/providers/Microsoft.Web/sites/app`;
    const identity = `${groupId("rg")}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/id-app`;
    let clientId: string;

    beforeEach(async () => {
      const manager = new ResourceManager(new ResourceStore(store), [userAssignedIdentity(systemClock)]);
      await manager.put(groupId("rg"), {});
      clientId = String((await manager.put(identity, { location: "westeurope" })).outputs.clientId);
      await manager.put(`${identity}-2`, {});
      await manager.put(site, { identity: { userAssignedIdentities: [identity] } });
      directory = new Directory(store);
      const echo: Service = {
        name: "echo",
        answers: (host) => host === "kv.vault.azure.net",
        handle: async (request, response) =>
          void response.end(JSON.stringify(await tokens.authenticate(request.headers.authorization, [VAULT]))),
        resourceTypes: [],
        start: async () => undefined,
        stop: async () => undefined,
      };
      const federation = new Federation(new DirectoryObjects(store), { fetch: () => assert.fail() }, systemClock);
      const certificates = await Certificates.open(folder);
      gateway = new Gateway(certificates, [createLogin(key, tokens, directory, federation, systemClock), echo]);
      await gateway.listen(0);
      wire = new LocalWire(gateway, certificates);
      identities = new ManagedIdentities(tokens, manager.resources);
      await identities.listen();
      environment = { PATH: process.env.PATH, NODE_USE_ENV_PROXY: "1", ...wire.environment() };
    });
    afterEach(() => Promise.all([wire.close(), gateway.close(), identities.close()]));

    /** Runs a script of somebody outside: unmodified SDKs, told by the environment alone. */
    const outside = async (script: string, env: NodeJS.ProcessEnv = {}) =>
      JSON.parse(
        (await run(process.execPath, ["--input-type=module", "-e", script], { env: { ...environment, ...env } }))
          .stdout,
      );
    const withCredential = (credential: string) => `
      import { ClientSecretCredential, DefaultAzureCredential, ManagedIdentityCredential } from "@azure/identity";
      try {
        const { token } = await ${credential}.getToken("${VAULT}/.default");
        const answer = await fetch("https://kv.vault.azure.net/", { headers: { authorization: "Bearer " + token } });
        console.log(JSON.stringify(await answer.json()));
      } catch (error) { console.log(JSON.stringify({ failed: error.message })); }`;

    it("logs in a principal with its secret", async () => {
      const principal = await outside(withCredential("new DefaultAzureCredential()"), directory.credentials(DEVELOPER));
      assert.deepEqual(principal, directory.principal(DEVELOPER));
    });

    it("refuses a wrong secret with Entra's own code, and does not repeat it", async () => {
      const { AZURE_CLIENT_ID: id } = directory.credentials(DEVELOPER);
      const { failed } = await outside(withCredential(`new ClientSecretCredential("${TENANT}", "${id}", "guessed")`));
      assert.match(failed, /AADSTS7000215/);
      assert.doesNotMatch(failed, /guessed/);
    });

    it("refuses a request for a token that is no form, and does not fall over it", async () => {
      const url = `https://login.microsoftonline.com/${TENANT}/oauth2/v2.0/token`;
      for (const type of ["multipart/form-data", "multipart/form-data; boundary=a", "application/json", ""]) {
        const answer = await wire.fetch(url, { method: "POST", headers: { "content-type": type }, body: "{}" });
        assert.equal(answer.status, 400, type);
        assert.match(await answer.text(), /AADSTS/, type);
      }
    });

    it("gives a site tokens of the identities that it lists, and of no other", async () => {
      const env = identities.environment(site);
      const principal = await outside(
        withCredential(`new ManagedIdentityCredential({ clientId: "${clientId}" })`),
        env,
      );
      assert.equal(principal.clientId, clientId);
      const refused = await outside(withCredential('new ManagedIdentityCredential({ clientId: "another" })'), env);
      assert.match(refused.failed, /no user-assigned identity with client_id another/);
      const forged = await outside(withCredential(`new ManagedIdentityCredential({ clientId: "${clientId}" })`), {
        ...env,
        IDENTITY_HEADER: "x.y",
      });
      assert.match(forged.failed, /X-IDENTITY-HEADER/);
    });

    describe("at the endpoint of managed identities", () => {
      const other = `${groupId("rg")}/providers/Microsoft.Web/sites/other`;

      /** A request to the endpoint of one site. @returns its status, and all that was answered. */
      async function ask(first: string, ...headers: string[]): Promise<{ status: number; answer: string }> {
        const { port } = new URL(identities.environment(site).IDENTITY_ENDPOINT ?? "");
        const socket = connect(Number(port), "127.0.0.1");
        socket.write([`${first} HTTP/1.1`, "Host: 127.0.0.1", "Connection: close", ...headers, "", ""].join("\r\n"));
        const answer = await text(socket);
        return { status: Number(answer.split(" ")[1]), answer };
      }
      const header = (of: string) => `X-IDENTITY-HEADER: ${identities.environment(of).IDENTITY_HEADER}`;
      const token = () => `GET /msi/token?api-version=2019-08-01&resource=${VAULT}&client_id=${clientId}`;

      it("answers the site itself", async () => {
        assert.equal((await ask(token(), header(site))).status, 200);
      });

      it("gives nothing without a header, with a made-up one, or with that of a site that is gone", async () => {
        const [name, signature] = String(identities.environment(other).IDENTITY_HEADER).split(".");
        const [mine] = String(identities.environment(site).IDENTITY_HEADER).split(".");
        for (const given of [
          [],
          ["X-IDENTITY-HEADER: "],
          [`X-IDENTITY-HEADER: ${mine}.`],
          [`X-IDENTITY-HEADER: ${mine}.${signature}`],
          [`X-IDENTITY-HEADER: ${name}.${signature}`],
          ["Metadata: true"],
        ]) {
          const { status, answer } = await ask(token(), ...given);
          assert.equal(status, 401, given.join());
          assert.doesNotMatch(answer, /access_token/);
        }
      });

      it("gives no token of an identity that another site has", async () => {
        const manager = new ResourceManager(new ResourceStore(store), [userAssignedIdentity(systemClock)]);
        await manager.put(other, { identity: { userAssignedIdentities: [`${identity}-2`] } });
        const all = new ManagedIdentities(tokens, manager.resources);
        await all.listen();
        try {
          const env = all.environment(other);
          const url = `${env.IDENTITY_ENDPOINT}?resource=${VAULT}&client_id=${clientId}`;
          const { status } = await fetch(url, { headers: { "X-IDENTITY-HEADER": env.IDENTITY_HEADER ?? "" } });
          assert.equal(status, 400);
        } finally {
          await all.close();
        }
      });

      it("takes no other method, path or form of a request, and does not fall over it", async () => {
        const rest = token().slice("GET /msi/token".length);
        for (const first of [
          `POST /msi/token${rest}`,
          `GET /msi/../msi/token${rest}`,
          `GET //msi/token${rest}`,
          `GET http://169.254.169.254/msi/token${rest}`,
          `GET //[${rest}`,
          "GET //",
          "GET *",
          "GET /msi/token",
        ]) {
          const { status, answer } = await ask(first, header(site));
          assert.equal(status, 400, first);
          assert.doesNotMatch(answer, /access_token/);
        }
      });
    });

    it("is no way out: a host that it does not serve is refused by name", async () => {
      const connect = request({ port: gateway.proxyPort, method: "CONNECT", path: "example.com:443" }).end();
      const [response] = (await once(connect, "connect")) as [IncomingMessage, Socket, Buffer];
      assert.equal(response.statusCode, 502);
      await assert.rejects(wire.fetch("https://example.com/"));
    });
  });
});
