import type { Principal } from "../shared/access.js";
import type { Package } from "./package.js";
import { ProviderServer } from "./provider-server.js";

/** Packages by their names: each needs a provider of its own. */
export type Packages = Readonly<Record<string, Package>>;

/**
 * Providers for logins of their own, made at the first use and kept. A provider that the engine attaches to does not
 * see the environment of who runs the engine, so that somebody has to log it in.
 */
export class ProviderLogins {
  readonly #servers = new Map<string, Promise<Readonly<Record<string, ProviderServer>>>>();

  constructor(private readonly packagesOf: (login: Principal) => Packages) {}

  /** Ports of the login's providers, by package. */
  async portsOf(login: Principal): Promise<Readonly<Record<string, number>>> {
    const known = this.#servers.get(login.id) ?? serve(this.packagesOf(login));
    this.#servers.set(login.id, known);
    return Object.fromEntries(Object.entries(await known).map(([name, { port }]) => [name, port]));
  }

  async close(): Promise<void> {
    for (const servers of await Promise.all(this.#servers.values())) {
      for (const server of Object.values(servers)) server.close();
    }
  }
}

async function serve(packages: Packages): Promise<Readonly<Record<string, ProviderServer>>> {
  const servers = Object.fromEntries(
    Object.entries(packages).map(([name, kind]) => [name, new ProviderServer(kind)] as const),
  );
  await Promise.all(Object.values(servers).map((server) => server.listen(0)));
  return servers;
}
