import type { Server } from "node:http";
import type { AddressInfo } from "node:net";

/** Opens a server on a free port of 127.0.0.1. @returns the port. */
export function openOnLoopback(server: Server): Promise<number> {
  return new Promise((resolve) => {
    server.listen(0, "127.0.0.1", () => resolve((server.address() as AddressInfo).port));
  });
}

/** Ends a server, also what is still connected to it. */
export function endServer(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(() => resolve()));
}
