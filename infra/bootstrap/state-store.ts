import { BlobContainer } from "@pulumi/azure-native/storage/blobContainer.js";
import { BlobServiceProperties } from "@pulumi/azure-native/storage/blobServiceProperties.js";
import type { StorageAccount } from "@pulumi/azure-native/storage/storageAccount.js";
import * as pulumi from "@pulumi/pulumi";
import { keylessAccount } from "../components/keyless-account.js";
import type { Place as Ground } from "../place.js";
import type { Scope } from "./rights.js";

export interface StateStoreArgs {
  readonly ground: Ground;
  readonly accountName: string;
  /** One for each environment, and bootstrap's own. */
  readonly containers: readonly string[];
  /** How long deleted and overwritten state can be brought back: 1 to 365. */
  readonly retentionDays: number;
}

/** The account that Pulumi's state is kept in: no key opens it, and what was overwritten or deleted can be had back. */
export class StateStore extends pulumi.ComponentResource {
  private readonly containers: ReadonlyMap<string, Scope>;

  constructor(name: string, args: StateStoreArgs, opts?: pulumi.ComponentResourceOptions) {
    super("gridwire:bootstrap:StateStore", name, {}, opts);
    const account = keylessAccount(`${name}-account`, args.accountName, args.ground, this);
    const settings = recoverable(name, args, account, this);
    this.containers = new Map(
      args.containers.map((containerName) => [
        containerName,
        scoped(args, container(name, containerName, args, account, settings, this), containerName),
      ]),
    );
    this.registerOutputs({});
  }

  /** @throws when it is not one of the account's. */
  container(name: string): Scope {
    const found = this.containers.get(name);
    if (found === undefined)
      throw new Error(`state store: no container "${name}": expected ${[...this.containers.keys()].join(", ")}`);
    return found;
  }
}

const scoped = ({ accountName }: StateStoreArgs, target: BlobContainer, containerName: string): Scope => ({
  id: target.id,
  label: `${accountName}/${containerName}`,
  target,
});

/** https://learn.microsoft.com/azure/storage/blobs/versioning-overview */
function recoverable(name: string, args: StateStoreArgs, account: StorageAccount, parent: StateStore) {
  const { retentionDays: days } = args;
  return new BlobServiceProperties(
    `${name}-blobs`,
    {
      accountName: account.name,
      blobServicesName: "default",
      resourceGroupName: args.ground.group,
      isVersioningEnabled: true,
      deleteRetentionPolicy: { enabled: true, days },
      containerDeleteRetentionPolicy: { enabled: true, days },
    },
    { parent, deletedWith: account },
  );
}

function container(
  name: string,
  containerName: string,
  { ground }: StateStoreArgs,
  account: StorageAccount,
  settings: BlobServiceProperties,
  parent: StateStore,
): BlobContainer {
  return new BlobContainer(
    `${name}-${containerName}`,
    { accountName: account.name, containerName, resourceGroupName: ground.group, publicAccess: "None" },
    { parent, dependsOn: [settings] },
  );
}
