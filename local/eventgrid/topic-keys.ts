import { createHmac, randomBytes } from "node:crypto";
import { keyOf } from "../shared/arm-id.js";
import { sameSecret } from "../shared/same-secret.js";
import type { Store } from "../shared/store.js";
import { invalid } from "./arm-errors.js";

const NAMES = ["key1", "key2"] as const;
/** Bytes of a key, as in the samples of the vendor's page on access keys. */
const KEY_BYTES = 40;

export type TopicKeyPair = Record<(typeof NAMES)[number], string>;

/**
 * The two access keys of each topic, and the SAS tokens that are signed with them.
 *
 * @see https://learn.microsoft.com/azure/event-grid/authenticate-with-access-keys-shared-access-signatures
 */
export class TopicKeys {
  constructor(private readonly store: Store) {
    store.define("CREATE TABLE IF NOT EXISTS eventgrid_keys (topic TEXT PRIMARY KEY, key1 TEXT, key2 TEXT) STRICT");
  }

  /** Makes the keys of a new topic; those of a known one stay. */
  async create(topicId: string): Promise<void> {
    await this.store.write(() =>
      this.store.run("INSERT OR IGNORE INTO eventgrid_keys VALUES (?, ?, ?)", keyOf(topicId), newKey(), newKey()),
    );
  }

  of(topicId: string): TopicKeyPair | undefined {
    const row = this.store.get("SELECT key1, key2 FROM eventgrid_keys WHERE topic = ?", keyOf(topicId));
    return row && { key1: String(row.key1), key2: String(row.key2) };
  }

  /** @throws AzureError when there is no key of that name. */
  async regenerate(topicId: string, name: unknown): Promise<TopicKeyPair | undefined> {
    const column = NAMES.find((known) => known === name);
    if (column === undefined) throw invalid(`keyName is ${JSON.stringify(name)}; expected is ${NAMES.join(" or ")}`);
    await this.store.write(() =>
      this.store.run(`UPDATE eventgrid_keys SET ${column} = ? WHERE topic = ?`, newKey(), keyOf(topicId)),
    );
    return this.of(topicId);
  }

  async delete(topicId: string): Promise<void> {
    await this.store.write(() => this.store.run("DELETE FROM eventgrid_keys WHERE topic = ?", keyOf(topicId)));
  }

  /** Whether a key is one of the topic's two. */
  accepts(topicId: string, key: string): boolean {
    const keys = this.of(topicId);
    return keys !== undefined && NAMES.some((name) => sameSecret(keys[name], key));
  }

  /** Whether one of the topic's keys signed the text as it was received: clients encode it differently. */
  signed(topicId: string, text: string, signature: string): boolean {
    const keys = this.of(topicId);
    if (keys === undefined) return false;
    return NAMES.some((name) =>
      sameSecret(createHmac("sha256", Buffer.from(keys[name], "base64")).update(text).digest("base64"), signature),
    );
  }
}

const newKey = (): string => randomBytes(KEY_BYTES).toString("base64");
