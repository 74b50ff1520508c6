import { randomBytes } from "node:crypto";
import { join } from "node:path";
import type { BlobEvents } from "../shared/blob-events.js";
import type { ResourceType } from "../shared/resource.js";
import type { Platform, Service } from "../shared/service.js";
import type { Store } from "../shared/store.js";
import { azuriteAccounts, storageAccountType } from "./account-type.js";
import { Accounts } from "./accounts.js";
import { Azurite } from "./azurite.js";
import { AzuriteClient } from "./azurite-client.js";
import { BlobChanges } from "./blob-changes.js";
import { containerType } from "./container-type.js";
import { DataPlane } from "./data-plane.js";
import { queueType } from "./queue-type.js";
import { restoreDeclared } from "./restore-declared.js";
import { storageServiceTypes } from "./service-types.js";
import { readStorageHost } from "./storage-host.js";
import { tableType } from "./table-type.js";

/**
 * Azure Storage: accounts with blobs, queues and tables, kept by Azurite behind the platform's own authorisation.
 *
 * What is declared is there after every start, even when Azurite was killed before it wrote to disk; contents of the
 * last 5 seconds are lost then.
 *
 * @param blobEvents is told of changed blobs.
 */
export function createStorage(platform: Platform, blobEvents: BlobEvents): Service {
  const { store, clock, resources, activities } = platform;
  const accounts = new Accounts(store, clock);
  const azurite = new Azurite({
    folder: join(platform.folder, "storage"),
    clock,
    delegationSecret: delegationSecret(store),
    onCrash: (note) => activities.record({ service: "storage", what: "crashed", target: "azurite", note }),
    onBack: () => {
      restoreDeclared(client, resources, inner).catch((error: unknown) =>
        activities.record({ service: "storage", what: "failed", target: "azurite", note: String(error) }),
      );
    },
  });
  const client = new AzuriteClient(azurite);
  const dataPlane = new DataPlane(platform, accounts, azurite, new BlobChanges(azurite, blobEvents));
  const accountType = storageAccountType(accounts, azurite, client, clock);
  const inner = [containerType(client, resources), queueType(client), tableType(client)];
  const resourceTypes: ResourceType[] = [accountType, ...storageServiceTypes(resources), ...inner];
  return {
    name: "storage",
    answers: (host) => readStorageHost(host) !== undefined,
    handle: (request, response) => dataPlane.handle(request, response),
    resourceTypes,
    async start() {
      await accounts.load(resources.list(accountType.type).map(({ id }) => id));
      await azurite.start(azuriteAccounts(accounts));
      await restoreDeclared(client, resources, inner);
    },
    stop: () => azurite.stop(),
  };
}

/** Kept, so that a user delegation signature outlives a restart as on Azure. */
function delegationSecret(store: Store): string {
  store.define("CREATE TABLE IF NOT EXISTS storage_secrets (name TEXT PRIMARY KEY, value TEXT) STRICT");
  store.run("INSERT OR IGNORE INTO storage_secrets VALUES ('delegation', ?)", randomBytes(32).toString("base64"));
  return String(store.get("SELECT value FROM storage_secrets WHERE name = 'delegation'")?.value);
}
