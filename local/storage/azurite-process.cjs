/**
 * Azurite's three servers in one process, for all storage accounts of the local Azure.
 *
 * It takes the place of Azurite's command line, for three reasons: accounts come and go while it runs (the command
 * line reads them from the environment once a minute), calls that the local Azure has authorised already are let in
 * by a secret of this process, and Application Insights is never loaded (60 MB of memory; nothing is sent anywhere).
 *
 * Plain CommonJS: it runs without a loader. Keys come in over IPC, never as arguments or environment.
 *
 * @see https://github.com/Azure/Azurite src/azurite.ts, src/common/AccountDataStore.ts
 */
"use strict";

const { createHmac, timingSafeEqual } = require("node:crypto");
const { mkdirSync } = require("node:fs");
const { createRequire } = require("node:module");
const { join } = require("node:path");

const AZURITE = "azurite/dist/src";
/** Seconds: the local Azure keeps its connections open, so this side must not close them in between. */
const KEEP_ALIVE_S = 3600;
/** Access log, its stream, debug log, its file; the table service has them in another order. */
const LOGS_OFF = [false, undefined, false, undefined];
const TABLE_LOGS_OFF = [false, false, undefined, undefined];
/** Not loose, and any `x-ms-version`: SDKs send newer ones than Azurite knows. */
const VERSIONS = [false, true];

withoutApplicationInsights();
const { AzuriteTelemetryClient } = require(`${AZURITE}/common/Telemetry`);
const AccountDataStore = require(`${AZURITE}/common/AccountDataStore`).default;
const blobUtilities = require(`${AZURITE}/blob/utils/utils`);

let accounts = new Map();
let servers = [];
let closing = false;

process.on("message", (message) => {
  if (message.kind === "start") {
    start(message).then(
      (ports) => process.send({ kind: "ready", ports }),
      (error) => fail(error),
    );
  } else if (message.kind === "accounts") {
    setAccounts(message.accounts);
    process.send({ kind: "accounts", sequence: message.sequence });
  }
});
process.once("disconnect", close);
process.once("SIGTERM", close);
// Ctrl-C reaches every process of the terminal; the parent decides when this one ends.
process.on("SIGINT", () => undefined);

async function start({ folder, pass, delegationSecret, accounts: known }) {
  AzuriteTelemetryClient.init(folder, false, undefined);
  mkdirSync(folder, { recursive: true });
  setAccounts(known);
  AccountDataStore.prototype.getAccount = (name) => accounts.get(name);
  letIn("blob/authentication/BlobSharedKeyAuthenticator", pass);
  letIn("queue/authentication/QueueSharedKeyAuthenticator", pass);
  letIn("table/authentication/TableSharedKeyAuthenticator", pass);
  // Azurite derives these keys from a constant; with it anybody could sign in another's name.
  blobUtilities.getUserDelegationKeyValue = (...parts) =>
    createHmac("sha256", delegationSecret).update(parts.join("\n")).digest("base64");

  servers = [createBlobServer(folder), createQueueServer(folder), createTableServer(folder)];
  const ports = [];
  for (const server of servers) {
    // The gateway ends TLS; a signature that asks for HTTPS is judged by X-Forwarded-Proto.
    server.httpServer.listeners("request")[0].set("trust proxy", "loopback");
    await server.start();
    ports.push(server.httpServer.address().port);
  }
  return { blob: ports[0], queue: ports[1], table: ports[2] };
}

/** Writes what is in memory to disk, then ends. */
function close() {
  if (closing) return;
  closing = true;
  Promise.all(servers.filter((server) => server.getStatus() === "Running").map((server) => server.close())).then(
    () => process.exit(0),
    fail,
  );
}

function fail(error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`, () => process.exit(1));
}

function setAccounts(list) {
  accounts = new Map(
    list.map(({ name, keys }) => [
      name,
      { name, key1: Buffer.from(keys[0], "base64"), key2: Buffer.from(keys[1], "base64") },
    ]),
  );
}

/** Lets a request in that carries the pass; any other is judged by its signature as before. */
function letIn(path, pass) {
  const expected = Buffer.from(pass);
  const { prototype } = require(`${AZURITE}/${path}`).default;
  const judge = prototype.validate;
  prototype.validate = function validate(request, context) {
    const given = Buffer.from(request.getHeader("x-local-azure-pass") ?? "");
    if (given.length === expected.length && timingSafeEqual(given, expected)) return Promise.resolve(true);
    return judge.call(this, request, context);
  };
}

function createBlobServer(folder) {
  const Server = require(`${AZURITE}/blob/BlobServer`).default;
  const Configuration = require(`${AZURITE}/blob/BlobConfiguration`).default;
  const [metadata, extents] = [join(folder, "blob.json"), join(folder, "blob-extents.json")];
  return new Server(
    new Configuration(...listen(), metadata, extents, [data(folder, "blob")], ...LOGS_OFF, ...VERSIONS),
  );
}

function createQueueServer(folder) {
  const Server = require(`${AZURITE}/queue/QueueServer`).default;
  const Configuration = require(`${AZURITE}/queue/QueueConfiguration`).default;
  const [metadata, extents] = [join(folder, "queue.json"), join(folder, "queue-extents.json")];
  return new Server(
    new Configuration(...listen(), metadata, extents, [data(folder, "queue")], ...LOGS_OFF, ...VERSIONS),
  );
}

function createTableServer(folder) {
  const Server = require(`${AZURITE}/table/TableServer`).default;
  const Configuration = require(`${AZURITE}/table/TableConfiguration`).default;
  return new Server(new Configuration(...listen(), join(folder, "table.json"), ...TABLE_LOGS_OFF, ...VERSIONS));
}

/** Host, port, keep-alive in seconds. */
function listen() {
  return ["127.0.0.1", 0, KEEP_ALIVE_S];
}

/** Where Azurite keeps contents: one folder a service. */
function data(folder, service) {
  return { locationId: "Default", locationPath: join(folder, service), maxConcurrency: 10 };
}

/** Azurite requires it at load even when telemetry is off. */
function withoutApplicationInsights() {
  const path = createRequire(require.resolve(`${AZURITE}/common/Telemetry`)).resolve("applicationinsights");
  require.cache[path] = { id: path, filename: path, path, loaded: true, exports: {}, children: [], paths: [] };
}
