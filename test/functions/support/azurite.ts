import { type ChildProcess, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { TableClient } from "@azure/data-tables";
import { ContainerClient } from "@azure/storage-blob";

const ACCOUNT = "unit";
const PROGRAM = createRequire(import.meta.url).resolve("azurite/dist/src/azurite.js");

/** Azurite in memory on free ports, with containers and tables made on request, each under a name of its own. */
export class Azurite {
  private made = 0;

  private constructor(
    private readonly process: ChildProcess,
    private readonly folder: string,
    private readonly connection: string,
  ) {}

  static async start(): Promise<Azurite> {
    const key = randomBytes(32).toString("base64");
    const folder = mkdtempSync(join(tmpdir(), "gridwire-azurite-"));
    const ports = ["--blobPort", "0", "--queuePort", "0", "--tablePort", "0"];
    const options = ["--inMemoryPersistence", "--disableTelemetry", "--skipApiVersionCheck", "--silent"];
    const child = spawn(process.execPath, [PROGRAM, ...ports, ...options], {
      cwd: folder,
      env: { ...process.env, AZURITE_ACCOUNTS: `${ACCOUNT}:${key}` },
      stdio: ["ignore", "pipe", "inherit"],
    });
    const [blob, , table] = await listening(child);
    const parts = { AccountName: ACCOUNT, AccountKey: key, BlobEndpoint: blob, TableEndpoint: table };
    const connection = Object.entries(parts).map(([name, value]) => `${name}=${value}`);
    return new Azurite(child, folder, ["DefaultEndpointsProtocol=http", ...connection].join(";"));
  }

  async container(): Promise<ContainerClient> {
    const client = this.missingContainer();
    await client.create();
    return client;
  }

  missingContainer(): ContainerClient {
    return new ContainerClient(this.connection, `container-${this.made++}`, { retryOptions: { maxTries: 1 } });
  }

  async table(): Promise<TableClient> {
    const client = this.missingTable();
    await client.createTable();
    return client;
  }

  missingTable(): TableClient {
    return TableClient.fromConnectionString(this.connection, `table${this.made++}`, {
      allowInsecureConnection: true,
      retryOptions: { maxRetries: 0 },
    });
  }

  async stop(): Promise<void> {
    const exited = once(this.process, "exit");
    this.process.kill("SIGTERM");
    await exited;
    rmSync(this.folder, { recursive: true });
  }
}

/** The URLs of the blob, queue and table service, in this order, when all listen. */
function listening(child: ChildProcess): Promise<string[]> {
  return new Promise((resolve, reject) => {
    let output = "";
    child.once("exit", (code) => reject(new Error(`Azurite ended with code ${code}: ${output}`)));
    child.stdout?.on("data", (chunk: Buffer) => {
      output += chunk.toString();
      const urls = ["Blob", "Queue", "Table"].map(
        (name) => new RegExp(`${name} service is successfully listening at (\\S+)`).exec(output)?.[1],
      );
      if (urls.every((url) => url !== undefined)) resolve(urls.map((url) => `${url}/${ACCOUNT}`));
    });
  });
}
