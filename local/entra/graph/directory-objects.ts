import type { Properties } from "../../shared/resource.js";
import type { Row, Store } from "../../shared/store.js";

/** An object of the tenant that a program declared. */
export interface DirectoryObject {
  /** As azuread forms it. */
  readonly id: string;
  /** azuread's type, e.g. `azuread:index/application:Application`. */
  readonly token: string;
  readonly inputs: Properties;
  /** The inputs, and what Entra made up. */
  readonly outputs: Properties;
}

/** The objects of the tenant that programs declared, on disk. */
export class DirectoryObjects {
  constructor(private readonly store: Store) {
    store.define(
      "CREATE TABLE IF NOT EXISTS directory_objects (id TEXT PRIMARY KEY, token TEXT, inputs TEXT, outputs TEXT) STRICT",
    );
  }

  get(id: string): DirectoryObject | undefined {
    const row = this.store.get("SELECT * FROM directory_objects WHERE id = ?", id);
    return row && read(row);
  }

  /** All of the types, the oldest first. */
  list(...tokens: readonly string[]): DirectoryObject[] {
    const places = tokens.map(() => "?").join(", ");
    return this.store
      .all(`SELECT * FROM directory_objects WHERE token IN (${places}) ORDER BY rowid`, ...tokens)
      .map(read);
  }

  byObjectId(objectId: string): DirectoryObject | undefined {
    const row = this.store.get("SELECT * FROM directory_objects WHERE outputs ->> 'objectId' = ?", objectId);
    return row && read(row);
  }

  async put({ id, token, inputs, outputs }: DirectoryObject): Promise<void> {
    await this.store.write(() =>
      this.store.run(
        "INSERT INTO directory_objects VALUES (?1, ?2, ?3, ?4) ON CONFLICT DO UPDATE SET inputs = ?3, outputs = ?4",
        id,
        token,
        JSON.stringify(inputs),
        JSON.stringify(outputs),
      ),
    );
  }

  /** Removes them all at once. */
  async remove(ids: readonly string[]): Promise<void> {
    await this.store.write(() => {
      for (const id of ids) this.store.run("DELETE FROM directory_objects WHERE id = ?", id);
    });
  }
}

const read = (row: Row): DirectoryObject => ({
  id: String(row.id),
  token: String(row.token),
  inputs: JSON.parse(String(row.inputs)),
  outputs: JSON.parse(String(row.outputs)),
});
