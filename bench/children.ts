import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Errand } from "./bare-server.js";
import { Child } from "./child.js";
import type { Way } from "./kept-connections.js";

/** The processes of a group, which end with it. */
export class Children {
  readonly #started: Child<unknown>[] = [];

  private constructor(private readonly folder: string) {}

  /** @param folder where they may write. */
  static async during<T>(folder: string, use: (children: Children) => Promise<T>): Promise<T> {
    const children = new Children(folder);
    try {
      return await use(children);
    } finally {
      await Promise.all(children.#started.map((child) => child.end()));
    }
  }

  async start<Hello>(script: string, args: readonly string[] = [], env?: NodeJS.ProcessEnv): Promise<Child<Hello>> {
    const child = await Child.start<Hello>(script, args, env);
    this.#started.push(child);
    return child;
  }

  /** A bare HTTPS server for an errand. */
  async bare(errand: Errand): Promise<Way> {
    const folder = join(this.folder, `bare-${this.#started.length}`);
    mkdirSync(folder, { recursive: true });
    return (await this.start<Way>("bare-server.ts", [folder, JSON.stringify(errand)])).hello;
  }
}
