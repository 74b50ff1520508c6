import { mkdirSync, readFileSync } from "node:fs";
import { SecretClient } from "@azure/keyvault-secrets";
import type { Serving } from "./authorization-server.js";
import { Child } from "./child.js";
import { keptConnections } from "./kept-connections.js";
import { alternately } from "./median.js";
import type { Row } from "./row.js";

const ASSIGNMENTS = 1_000;
const TIMES = 3_000;
const WARM_UP = 500;
const LIMIT = 0.1;

const HOST = "kv-bench.vault.azure.net";

/**
 * What it costs that a vault verifies tokens and evaluates roles: a secret is read through the SDK from the same vault
 * with authorisation and without, in turns.
 */
export async function measureAuthorization(folder: string): Promise<Row[]> {
  mkdirSync(folder, { recursive: true });
  const server = await Child.start<Serving>("authorization-server.ts", [folder, String(ASSIGNMENTS)]);
  const serving = server.hello;
  try {
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
    await server.end();
  }
}

/** Reads over one connection that is kept. */
function reading({ authorityFile, token }: Serving, port: number): () => Promise<unknown> {
  const credential = { getToken: async () => ({ token, expiresOnTimestamp: Date.now() + 3_600_000 }) };
  const ca = readFileSync(authorityFile, "utf8");
  const client = new SecretClient(`https://${HOST}`, credential, {
    additionalPolicies: keptConnections({ host: HOST, ca, port, isProxy: false }, 1),
  });
  return () => client.getSecret("read-me");
}
