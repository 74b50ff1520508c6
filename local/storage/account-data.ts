import { AzureError } from "../shared/azure-error.js";
import type { Answer, AzuriteClient } from "./azurite-client.js";
import type { StorageServiceName } from "./storage-host.js";

/** How a service lists what an account holds, and how one of it is deleted. */
interface Kind {
  readonly service: StorageServiceName;
  readonly list: string;
  readonly names: (answer: Answer) => string[];
  readonly target: (name: string) => string;
}

const namesInXml = ({ body }: Answer): string[] =>
  [...body.matchAll(/<Name>([^<]+)<\/Name>/g)].flatMap(([, name]) => name ?? []);

const namesInJson = ({ body }: Answer): string[] =>
  (JSON.parse(body) as { value: { TableName: string }[] }).value.map((table) => table.TableName);

const KINDS: readonly Kind[] = [
  { service: "blob", list: "/?comp=list", names: namesInXml, target: (name) => `/${name}?restype=container` },
  { service: "queue", list: "/?comp=list", names: namesInXml, target: (name) => `/${name}` },
  { service: "table", list: "/Tables", names: namesInJson, target: (name) => `/Tables('${name}')` },
];

const JSON_ANSWER = { accept: "application/json;odata=nometadata" };

/** Deletes all containers, queues and tables of an account, with all that they hold. Leases do not hinder it. */
export async function deleteAccountData(client: AzuriteClient, account: string): Promise<void> {
  for (const { service, list, names, target } of KINDS) {
    const host = { account, service };
    for (;;) {
      const found = names(await client.require([200], host, "GET", list, JSON_ANSWER));
      if (found.length === 0) break;
      for (const name of found) {
        const accepted = [202, 204, 404];
        if (accepted.includes((await client.call(host, "DELETE", target(name), JSON_ANSWER)).status)) continue;
        if (service !== "blob") throw new AzureError(500, "InternalError", `${target(name)} could not be deleted.`);
        await client.call(host, "PUT", `${target(name)}&comp=lease`, {
          "x-ms-lease-action": "break",
          "x-ms-lease-break-period": "0",
        });
        await client.require(accepted, host, "DELETE", target(name));
      }
    }
  }
}
