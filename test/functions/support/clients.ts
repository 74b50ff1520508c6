import type { TableClient } from "@azure/data-tables";
import type { ContainerClient } from "@azure/storage-blob";
import { letterCounts, type recorder, type tally } from "../../../contracts/index.js";
import { blobContainerClient } from "../../../functions/kit/clients/blob-container.js";
import type { Clients } from "../../../functions/kit/clients/index.js";
import { tableClient } from "../../../functions/kit/clients/table.js";

export const recorderClients = (parts: {
  readonly rawNames: ContainerClient;
  readonly setAside: ContainerClient;
  readonly key: string;
}): Clients<(typeof recorder)["needs"]> => ({
  rawNames: blobContainerClient("under-test", async () => parts.rawNames),
  pseudonymKey: async () => parts.key,
  setAside: blobContainerClient("under-test", async () => parts.setAside),
});

export const tallyClients = (parts: {
  readonly counts: TableClient;
  readonly setAside: ContainerClient;
}): Clients<(typeof tally)["needs"]> => ({
  letterCounts: tableClient(letterCounts, async () => parts.counts),
  setAside: blobContainerClient("under-test", async () => parts.setAside),
});
