import { BlobContainer as Container } from "@pulumi/azure-native/storage/blobContainer.js";
import { BlobServiceProperties } from "@pulumi/azure-native/storage/blobServiceProperties.js";
import type { StorageAccount } from "@pulumi/azure-native/storage/storageAccount.js";
import { Table as AzureTable } from "@pulumi/azure-native/storage/table.js";
import * as pulumi from "@pulumi/pulumi";
import type { BlobContainer, Table } from "../../contracts/index.js";
import type { Place } from "../place.js";
import type { ResourceWire } from "../wiring.js";
import { keylessAccount, storageEndpoint } from "./keyless-account.js";

/** How long a deleted blob or container can be brought back. */
const RECOVERY_DAYS = 7;

export interface DataStoreArgs<C extends BlobContainer, T extends Table> {
  readonly place: Place;
  /** What its account's name is made of: its Pulumi name, or the one that it had before it was renamed. */
  readonly label?: string;
  readonly containers: readonly C[];
  readonly tables: readonly T[];
}

/** A container as Event Grid wants its dead letters' place named. */
export interface ContainerWire<R extends BlobContainer> extends ResourceWire<R> {
  /** ARM id of its account. */
  readonly accountId: pulumi.Output<string>;
}

/** The system's containers and tables, in one storage account that no host shares. */
export class DataStore<C extends BlobContainer, T extends Table> extends pulumi.ComponentResource {
  readonly blobUrl: string;
  readonly tableUrl: string;
  private readonly wires: ReadonlyMap<string, Pick<ResourceWire<C | T>, "scope" | "target">>;
  /** ARM id of its account. */
  readonly accountId: pulumi.Output<string>;
  private readonly accountName: string;

  constructor(name: string, args: DataStoreArgs<C, T>, opts?: pulumi.ComponentResourceOptions) {
    super("gridwire:infra:DataStore", name, {}, opts);
    // The hyphen, which no app's name has, keeps it apart from the host's account of an app of the same name.
    this.accountName = args.place.names.account(`${args.label ?? name}-store`);
    this.blobUrl = storageEndpoint(this.accountName, "blob");
    this.tableUrl = storageEndpoint(this.accountName, "table");
    const account = keylessAccount(`${name}-account`, this.accountName, args.place, this);
    this.accountId = account.id;
    const blobs = recoverableBlobs(name, args.place, account, this);
    this.wires = new Map([
      ...args.containers.map((c) => [keyOf(c), wired(container(name, c, args.place, account, blobs, this))] as const),
      ...args.tables.map((t) => [keyOf(t), wired(table(name, t, args.place, account, this))] as const),
    ]);
    this.registerOutputs({ blobUrl: this.blobUrl, tableUrl: this.tableUrl });
  }

  /** @throws when it is not one of the store's. */
  container<R extends C>(resource: R): ContainerWire<R> {
    return { ...this.wire(resource, this.blobUrl), accountId: this.accountId };
  }

  /** @throws when it is not one of the store's. */
  table<R extends T>(resource: R): ResourceWire<R> {
    return this.wire(resource, this.tableUrl);
  }

  private wire<R extends C | T>(resource: R, endpoint: string): ResourceWire<R> {
    const wire = this.wires.get(keyOf(resource));
    if (wire === undefined) {
      throw new Error(`data store: "${keyOf(resource)}" is not in it: expected ${[...this.wires.keys()].join(", ")}`);
    }
    const { kind, name } = resource;
    return { ...wire, kind, resource, url: `${endpoint}/${name}`, label: `${this.accountName}/${kind}/${name}` };
  }
}

const keyOf = ({ kind, name }: BlobContainer | Table): string => `${kind} ${name}`;

const wired = (target: Container | AzureTable) => ({ scope: target.id, target });

/** https://learn.microsoft.com/azure/storage/blobs/soft-delete-blob-overview */
function recoverableBlobs(name: string, place: Place, account: StorageAccount, parent: pulumi.ComponentResource) {
  return new BlobServiceProperties(
    `${name}-blobs`,
    {
      accountName: account.name,
      blobServicesName: "default",
      resourceGroupName: place.group,
      deleteRetentionPolicy: { enabled: true, days: RECOVERY_DAYS },
      containerDeleteRetentionPolicy: { enabled: true, days: RECOVERY_DAYS },
    },
    { parent, deletedWith: account },
  );
}

function container(
  name: string,
  { name: containerName }: BlobContainer,
  place: Place,
  account: StorageAccount,
  settings: BlobServiceProperties,
  parent: pulumi.ComponentResource,
): Container {
  return new Container(
    `${name}-${containerName}`,
    { accountName: account.name, containerName, resourceGroupName: place.group, publicAccess: "None" },
    { parent, dependsOn: [settings] },
  );
}

function table(
  name: string,
  { name: tableName }: Table,
  place: Place,
  account: StorageAccount,
  parent: pulumi.ComponentResource,
): AzureTable {
  return new AzureTable(
    `${name}-${tableName}`,
    { accountName: account.name, tableName, resourceGroupName: place.group },
    { parent },
  );
}
