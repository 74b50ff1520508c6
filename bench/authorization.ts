import { fork } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, readFileSync } from "node:fs";
import { Agent } from "node:https";
import { resolve } from "node:path";
import { connect } from "node:tls";
import { SecretClient, type SecretClientOptions } from "@azure/keyvault-secrets";
import type { Serving } from "./authorization-server.js";
import { alternately } from "./median.js";
import type { Row } from "./row.js";

const ASSIGNMENTS = 1_000;
const TIMES = 3_000;
const WARM_UP = 500;
const LIMIT = 0.1;
type Policy = NonNullable<SecretClientOptions["additionalPolicies"]>[number]["policy"];

const HOST = "kv-bench.vault.azure.net";

/**
 * What it costs that a vault verifies tokens and evaluates roles: a secret is read through the SDK from the same vault
 * with authorisation and without, in turns.
 */
export async function measureAuthorization(folder: string): Promise<Row[]> {
  mkdirSync(folder, { recursive: true });
  const server = fork(resolve(import.meta.dirname, "authorization-server.ts"), [folder, String(ASSIGNMENTS)]);
  try {
    const serving = await servingOf(server);
    const [guarded, open] = serving.ports.map((port) => reading(serving, port)) as [
      () => Promise<unknown>,
      () => Promise<unknown>,
    ];
    await alternately(WARM_UP, guarded, open);
    const { oursMs, referenceMs } = await alternately(TIMES, guarded, open);
    const added = oursMs / referenceMs - 1;
    return [
      {
        name: `a secret read with ${ASSIGNMENTS} assignments`,
        measured: `${oursMs.toFixed(2)} ms (${added < 0 ? "" : "+"}${(added * 100).toFixed(1)} %)`,
        reference: `without tokens and roles: ${referenceMs.toFixed(2)} ms`,
        limit: `+${LIMIT * 100} %`,
        within: added <= LIMIT,
      },
    ];
  } finally {
    server.kill();
    if (server.exitCode === null) await once(server, "exit");
  }
}

async function servingOf(server: ReturnType<typeof fork>): Promise<Serving> {
  const ended = once(server, "exit").then(([code]) => {
    throw new Error(`the vault of the benchmark ended with exit code ${code}`);
  });
  const [serving] = (await Promise.race([once(server, "message"), ended])) as [Serving];
  ended.catch(() => undefined);
  return serving;
}

/**
 * Reads over one connection that is kept: through a proxy the SDK makes a new one for each read, and its handshake
 * would hide what is measured.
 */
function reading({ authorityFile, token }: Serving, port: number): () => Promise<unknown> {
  const credential = { getToken: async () => ({ token, expiresOnTimestamp: Date.now() + 3_600_000 }) };
  const ca = readFileSync(authorityFile, "utf8");
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  agent.createConnection = () => connect({ host: "127.0.0.1", port, ca, servername: HOST });
  const policy: Policy = {
    name: "kept-connection",
    sendRequest(request, next) {
      request.agent = agent;
      return next(request);
    },
  };
  const client = new SecretClient(`https://${HOST}`, credential, {
    additionalPolicies: [{ policy, position: "perCall" }],
  });
  return () => client.getSecret("read-me");
}
