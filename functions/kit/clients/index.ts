import type {
  BlobContainer,
  EventType,
  Need,
  NeedByKind,
  NeedKind,
  Needs,
  PublishNeed,
  ResourceNeed,
  Table,
} from "../../../contracts/index.js";
import { once } from "../once.js";
import { type BlobReader, type BlobWriter, blobContainerClient } from "./blob-container.js";
import { type Publisher, publisher } from "./publisher.js";
import { type SecretReader, secretReader } from "./secret.js";
import { type TableReader, type TableWriter, tableClient } from "./table.js";

/** kind → what a handler may do with it, by access. A kind without a line here does not compile. */
interface ClientByKind<N> {
  secret: SecretReader;
  blobContainer: N extends ResourceNeed<BlobContainer, infer A>
    ? { read: BlobReader; write: BlobWriter; readWrite: BlobReader & BlobWriter }[A]
    : never;
  table: N extends ResourceNeed<Table<infer R>, infer A>
    ? { read: TableReader<R>; write: TableWriter<R>; readWrite: TableReader<R> & TableWriter<R> }[A]
    : never;
  publish: N extends PublishNeed<infer E extends EventType> ? Publisher<E> : never;
}

/** The client of one need. */
export type Client<N extends Need> = ClientByKind<N>[N["kind"]];

/** The clients of an app, by need key. */
export type Clients<N extends Needs> = { readonly [K in keyof N]: Client<N[K]> };

type Opener<N, C> = (need: N, url: URL, app: string) => C;

/**
 * kind → its client. An SDK is imported when its client is first used: what an app does not use costs it no memory.
 * Every client has all verbs of its kind; the types leave those that were declared, and the grant is what enforces it.
 */
const OPENERS = {
  secret: ({ resource }, url) =>
    secretReader(
      once(async () => (await import("../sdk/secret.js")).openVault(url)),
      resource.name,
    ),
  blobContainer: ({ resource }, url) =>
    blobContainerClient(
      resource.name,
      once(async () => (await import("../sdk/blob-container.js")).openBlobContainer(url)),
    ),
  table: ({ resource }, url) =>
    tableClient(
      resource,
      once(async () => (await import("../sdk/table.js")).openTable(url)),
    ),
  publish: (need, url, app) =>
    publisher(
      need,
      `/${app}`,
      once(async () => (await import("../sdk/topic.js")).openTopic(url)),
    ),
} satisfies { [K in NeedKind]: Opener<NeedByKind[K], ClientByKind<NeedByKind[K]>[K]> };

/** Clients for all needs of an app. Nothing is opened before it is used. @param endpoints URLs by need key. */
export function clientsOf<N extends Needs>(
  app: { readonly name: string; readonly needs: N },
  endpoints: Readonly<Record<string, URL>>,
): Clients<N> {
  const clients = Object.entries<Need>(app.needs).map(([key, need]) => {
    const url = endpoints[key];
    if (url === undefined) throw new Error(`app "${app.name}": no endpoint for need "${key}"`);
    // The table is typed by kind; only the link between `need.kind` and `need` is lost in a lookup.
    const open = OPENERS[need.kind] as Opener<Need, unknown>;
    return [key, open(need, url, app.name)];
  });
  return Object.fromEntries(clients) as Clients<N>;
}
