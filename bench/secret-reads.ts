import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Serving } from "./authorization-server.js";
import type { Errand } from "./bare-server.js";
import { Child } from "./child.js";
import type { Way } from "./kept-connections.js";
import { median } from "./median.js";
import type { Read, Reading } from "./read-client.js";
import { type Row, ratioRow, shareRow } from "./row.js";

const CONNECTIONS = 10;
const REQUESTS = 5_000;
/** Before it is measured; both are compiled by then. */
const WARM_UP = 30_000;
const ROUNDS = 7;
const ASSIGNMENTS = 100;
const LEAST = 0.5;
const P99_LIMIT = 2;
const HOST = "kv-bench.vault.azure.net";
const PATH = "/secrets/read-me?api-version=7.5";

/** Reads of a secret, with token and role checked each time, against a bare server that answers with the same bytes. */
export async function measureSecretReads(folder: string): Promise<Row[]> {
  const [vaultFolder, bareFolder] = [join(folder, "vault"), join(folder, "bare")];
  for (const each of [vaultFolder, bareFolder]) mkdirSync(each, { recursive: true });
  const children: Child<unknown>[] = [];
  const started = async <Hello>(script: string, ...args: string[]) => {
    const child = await Child.start<Hello>(script, args);
    children.push(child);
    return child;
  };
  try {
    const { hello } = await started<Serving>("authorization-server.ts", vaultFolder, String(ASSIGNMENTS));
    const ca = readFileSync(hello.authorityFile, "utf8");
    const vault: Way = { host: HOST, ca, port: hello.ports[0], isProxy: false };
    const client = await started<"ready">("read-client.ts");
    const headers = { authorization: `Bearer ${hello.token}` };
    const read = (way: Way, requests = REQUESTS) => {
      const reading: Reading = { way, path: PATH, headers, requests, connections: CONNECTIONS };
      return client.ask<Read>(reading);
    };
    const { body, headers: answered } = await read(vault, WARM_UP);
    const errand: Errand = { kind: "answer", headers: answered, body };
    const { hello: bare } = await started<Way>("bare-server.ts", bareFolder, JSON.stringify(errand));
    await read(bare, WARM_UP);
    const reads: [Read[], Read[]] = [[], []];
    for (let round = 0; round < ROUNDS; round += 1) {
      reads[0].push(await read(vault));
      reads[1].push(await read(bare));
    }
    const perSecond = (of: readonly Read[]) => (REQUESTS * 1000) / median(of.map(({ ms }) => ms));
    const p99 = (of: readonly Read[]) => median(of.map((one) => one.p99));
    const name = `secret reads, ${CONNECTIONS} connections`;
    const reference = "a bare server with the same bytes";
    return [
      shareRow(name, perSecond(reads[0]), reference, perSecond(reads[1]), LEAST),
      ratioRow("  99 of 100 within", p99(reads[0]), reference, p99(reads[1]), P99_LIMIT),
    ];
  } finally {
    await Promise.all(children.map((child) => child.end()));
  }
}
