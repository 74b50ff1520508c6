import { AzureError } from "../shared/azure-error.js";
import type { Clock } from "../shared/clock.js";
import type { Properties, ResourceType } from "../shared/resource.js";
import { deleteAccountData } from "./account-data.js";
import { accountOutputs, STORAGE_KINDS } from "./account-outputs.js";
import type { Account, Accounts } from "./accounts.js";
import type { Azurite } from "./azurite.js";
import type { AzuriteClient } from "./azurite-client.js";

const NAME = /^[a-z0-9]{3,24}$/;

/**
 * Storage accounts. Deleting one deletes all of its data at once; Azure can bring an account back for 14 days, the
 * local Azure cannot.
 *
 * @see https://learn.microsoft.com/rest/api/storagerp/storage-accounts
 */
export function storageAccountType(
  accounts: Accounts,
  azurite: Azurite,
  client: AzuriteClient,
  clock: Clock,
): ResourceType {
  return {
    type: "Microsoft.Storage/storageAccounts",
    async put({ id, name, type, inputs }, previous) {
      if (!NAME.test(name)) {
        throw new AzureError(
          400,
          "AccountNameInvalid",
          `${name} is not a valid storage account name. Storage account name must be between 3 and 24 characters in length and use numbers and lower-case letters only.`,
        );
      }
      requireKind(inputs);
      const account = await accounts.ensure(id);
      await azurite.setAccounts(azuriteAccounts(accounts));
      const createdAt = String(previous?.outputs.creationTime ?? clock.now().toISOString());
      return accountOutputs(account, type, inputs, createdAt);
    },
    async delete({ id }) {
      const account = accounts.byId(id);
      await deleteAccountData(client, account.name);
      await accounts.remove(account);
      await azurite.setAccounts(azuriteAccounts(accounts));
    },
    actions: {
      listKeys: ({ id }) => keysOf(accounts.byId(id)),
      async regenerateKey({ id }, body) {
        const account = await accounts.regenerate(accounts.byId(id), String(body.keyName ?? ""));
        await azurite.setAccounts(azuriteAccounts(accounts));
        return keysOf(account);
      },
    },
  };
}

/** All accounts, as Azurite takes them. */
export const azuriteAccounts = (accounts: Accounts) =>
  accounts.all().map(({ name, keys: [first, second] }) => ({ name, keys: [first.value, second.value] as const }));

/** @see https://learn.microsoft.com/rest/api/storagerp/storage-accounts/list-keys */
const keysOf = ({ keys }: Account): Properties => ({
  keys: keys.map(({ value, since }, index) => ({
    keyName: `key${index + 1}`,
    value,
    permissions: "FULL",
    creationTime: since,
  })),
});

function requireKind({ kind, sku }: Properties): void {
  if (typeof kind !== "string" || !STORAGE_KINDS.includes(kind)) {
    throw new AzureError(
      400,
      "InvalidRequestPropertyValue",
      `The value '${String(kind)}' of property 'kind' is not allowed; allowed are ${STORAGE_KINDS.join(", ")}.`,
    );
  }
  if (typeof sku !== "object" || sku === null || !("name" in sku)) {
    throw new AzureError(400, "InvalidRequestPropertyValue", "The property 'sku.name' is missing.");
  }
}
