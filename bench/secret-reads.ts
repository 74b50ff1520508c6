import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Serving } from "./authorization-server.js";
import { Children } from "./children.js";
import type { Way } from "./kept-connections.js";
import { readInTurns, SAME_BYTES } from "./read-in-turns.js";
import { type Row, ratioRow, shareRow } from "./row.js";

const ASSIGNMENTS = 100;
const LEAST = 0.5;
const P99_LIMIT = 2;
const HOST = "kv-bench.vault.azure.net";
const PATH = "/secrets/read-me?api-version=7.5";

/** Reads of a secret, with token and role checked each time, against a bare server that answers with the same bytes. */
export const measureSecretReads = (folder: string): Promise<Row[]> =>
  Children.during(folder, async (children) => {
    const vaultFolder = join(folder, "vault");
    mkdirSync(vaultFolder, { recursive: true });
    const { hello } = await children.start<Serving>("authorization-server.ts", [vaultFolder, String(ASSIGNMENTS)]);
    const ca = readFileSync(hello.authorityFile, "utf8");
    const way: Way = { host: HOST, ca, port: hello.ports[0], isProxy: false };
    const headers = { authorization: `Bearer ${hello.token}` };
    const { ours, bare } = await readInTurns(children, { way, path: PATH, headers });
    const name = "secret reads, 10 connections";
    return [
      shareRow(name, ours.perSecond, SAME_BYTES, bare.perSecond, LEAST),
      ratioRow("  99 of 100 within", ours.p99, SAME_BYTES, bare.p99, P99_LIMIT),
    ];
  });
