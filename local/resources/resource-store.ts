import { keyOf, nameOf, typeOf } from "../shared/arm-id.js";
import type { Properties, Resource, Resources } from "../shared/resource.js";
import type { Store } from "../shared/store.js";

type Listener = Parameters<Resources["onChange"]>[0];

/** What is declared, in memory and on disk. */
export class ResourceStore implements Resources {
  readonly #resources = new Map<string, Resource>();
  readonly #listeners: Listener[] = [];

  constructor(private readonly store: Store) {
    store.define(
      "CREATE TABLE IF NOT EXISTS resources (key TEXT PRIMARY KEY, id TEXT, inputs TEXT, outputs TEXT) STRICT",
    );
    for (const row of store.all("SELECT id, inputs, outputs FROM resources")) {
      this.#remember(String(row.id), JSON.parse(String(row.inputs)), JSON.parse(String(row.outputs)));
    }
  }

  get(id: string): Resource | undefined {
    return this.#resources.get(keyOf(id));
  }

  list(type: string): Resource[] {
    const wanted = type.toLowerCase();
    return [...this.#resources.values()].filter((resource) => resource.type.toLowerCase() === wanted);
  }

  /** All that lies beneath an id, deepest first. */
  beneath(id: string): Resource[] {
    const prefix = `${keyOf(id)}/`;
    return [...this.#resources.values()]
      .filter((resource) => keyOf(resource.id).startsWith(prefix))
      .sort((one, other) => other.id.split("/").length - one.id.split("/").length);
  }

  count(): number {
    return this.#resources.size;
  }

  onChange(listener: Listener): void {
    this.#listeners.push(listener);
  }

  /** Resolves once it is on disk. */
  async put(id: string, inputs: Properties, outputs: Properties): Promise<Resource> {
    await this.store.write(() =>
      this.store.run(
        "INSERT OR REPLACE INTO resources VALUES (?, ?, ?, ?)",
        keyOf(id),
        id,
        JSON.stringify(inputs),
        JSON.stringify(outputs),
      ),
    );
    const resource = this.#remember(id, inputs, outputs);
    for (const listener of this.#listeners) listener({ kind: "put", resource });
    return resource;
  }

  async delete(resource: Resource): Promise<void> {
    await this.store.write(() => this.store.run("DELETE FROM resources WHERE key = ?", keyOf(resource.id)));
    this.#resources.delete(keyOf(resource.id));
    for (const listener of this.#listeners) listener({ kind: "delete", resource });
  }

  #remember(id: string, inputs: Properties, outputs: Properties): Resource {
    const resource = { id, type: typeOf(id), name: nameOf(id), inputs, outputs };
    this.#resources.set(keyOf(id), resource);
    return resource;
  }
}
