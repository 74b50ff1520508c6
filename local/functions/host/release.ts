import { Instance, type InstanceOptions } from "./instance.js";
import type { Session } from "./session.js";

/** One package with one declaration of its site, as one or more instances run it. */
export class Release {
  /** Id of the deployment whose package it is. */
  readonly deployment: string;
  /** Whether a debugger may attach, to its one instance. */
  readonly isDebugged: boolean;
  readonly #optionsOf: (number: number) => InstanceOptions;
  #instances: Instance[] = [];
  #isListening = false;
  #turn = 0;

  constructor(
    what: { readonly deployment: string; readonly isDebugged: boolean },
    optionsOf: (number: number) => InstanceOptions,
  ) {
    this.deployment = what.deployment;
    this.isDebugged = what.isDebugged;
    this.#optionsOf = optionsOf;
  }

  get instances(): readonly Instance[] {
    return this.#instances;
  }

  /** Starts its first instance. @throws when the app cannot be loaded. */
  async start(): Promise<void> {
    const first = new Instance(this.#optionsOf(0));
    this.#instances = [first];
    await first.start();
  }

  /**
   * Has so many instances from now on: those that are missing start, those that are too many drain.
   *
   * @param prepare what an instance that is missing does first.
   */
  async scale(count: number, prepare?: (session: Session) => Promise<void>): Promise<void> {
    const wanted = this.isDebugged ? 1 : count;
    const surplus = this.#instances.slice(wanted);
    const added = Array.from({ length: Math.max(0, wanted - this.#instances.length) }, (_, i) => {
      const instance = new Instance(this.#optionsOf(this.#instances.length + i));
      if (this.#isListening) instance.listen();
      return instance;
    });
    this.#instances = [...this.#instances.slice(0, wanted), ...added];
    await Promise.all([
      ...added.map((instance) => instance.startUntilUp(prepare)),
      ...surplus.map((instance) => instance.drain().then(() => instance.stop())),
    ]);
  }

  /** The next instance that can take a request, one after the other; undefined when there is none just now. */
  pick(): Instance | undefined {
    const ready = this.#instances.filter(({ session }) => session !== undefined);
    this.#turn = (this.#turn + 1) % Math.max(1, ready.length);
    return ready[this.#turn];
  }

  listen(): void {
    this.#isListening = true;
    for (const instance of this.#instances) instance.listen();
  }

  async drain(): Promise<void> {
    await Promise.all(this.#instances.map((instance) => instance.drain()));
  }

  async stop(): Promise<void> {
    await Promise.all(this.#instances.map((instance) => instance.stop()));
  }
}
