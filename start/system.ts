import { DefaultAzureCredential } from "@azure/identity";
import { ContainerClient } from "@azure/storage-blob";
import { rawNames } from "../contracts/index.js";

/** What the stack tells about itself. */
export interface Outputs {
  readonly resourceGroup: string;
  readonly topicEndpoint: string;
  readonly vaultUri: string;
  readonly blobUrl: string;
  readonly tableUrl: string;
  /** What a token for the functions is asked for: `<api>/.default`. */
  readonly api: string;
  /** Base URLs by app. */
  readonly apps: Readonly<Record<"generator" | "recorder" | "tally", string>>;
}

/**
 * The deployed system, as somebody outside sees and uses it: with a login of one's own, that has the roles of its API.
 * It works on Azure as well: nothing in it is special to the local one.
 */
export class System {
  readonly #names: ContainerClient;
  readonly #credential = new DefaultAzureCredential();

  constructor(private readonly outputs: Outputs) {
    this.#names = new ContainerClient(`${outputs.blobUrl}/${rawNames.name}`, this.#credential);
  }

  /** Publishes a name by hand. @returns the name's id. */
  async submit(name: string): Promise<string> {
    const response = await this.#request("generator", "names", { method: "POST", body: JSON.stringify({ name }) });
    return ((await response.json()) as { id: string }).id;
  }

  /** How many names the tally has counted, by first letter and in all. */
  async counts(): Promise<{ readonly counts: Readonly<Record<string, number>>; readonly total: number }> {
    const response = await this.#request("tally", "counts", {});
    return (await response.json()) as { counts: Record<string, number>; total: number };
  }

  async counted(): Promise<number> {
    return (await this.counts()).total;
  }

  /** How many names the recorder has written. */
  async recorded(): Promise<number> {
    let count = 0;
    for await (const _ of this.#names.listBlobsFlat()) count += 1;
    return count;
  }

  /** The name in a blob of the recorder. */
  async nameOf(id: string): Promise<string> {
    const blob = await this.#names.getBlobClient(`${id}.txt`).downloadToBuffer();
    return /^name: (.*)$/m.exec(blob.toString())?.[1] ?? "";
  }

  async #request(app: "generator" | "tally", route: string, init: RequestInit): Promise<Response> {
    const url = `${this.outputs.apps[app]}/api/${route}`;
    const { token } = await this.#credential.getToken(`${this.outputs.api}/.default`);
    const response = await fetch(url, {
      ...init,
      headers: { "content-type": "application/json", authorization: `Bearer ${token}` },
    });
    if (!response.ok)
      throw new Error(`${init.method ?? "GET"} ${url} answered ${response.status}: ${await response.text()}`);
    return response;
  }
}
