import { request } from "node:http";
import { Agent } from "node:https";
import type { Socket } from "node:net";
import { connect as connectTls, type TLSSocket } from "node:tls";
import type { SecretClientOptions } from "@azure/keyvault-secrets";

type AdditionalPolicies = NonNullable<SecretClientOptions["additionalPolicies"]>;

/** How a host is reached on loopback. */
export interface Way {
  readonly host: string;
  /** PEM of the authority that vouches for it. */
  readonly ca: string;
  /** Its own port, or that of the proxy that leads to it. */
  readonly port: number;
  readonly isProxy: boolean;
}

/**
 * Has a client of the Azure SDKs keep its connections: through a proxy the SDK makes a new one for each request, and
 * its handshake would hide what is measured.
 *
 * @param connections the most at the same time.
 */
export function keptConnections(way: Way, connections: number): AdditionalPolicies {
  const agent = agentOf(way, connections);
  return [
    {
      position: "perCall",
      policy: {
        name: "kept-connections",
        sendRequest(request, next) {
          request.agent = agent;
          return next(request);
        },
      },
    },
  ];
}

/** An agent that keeps its connections, whatever host is asked for. @param connections the most at the same time. */
export function agentOf(way: Way, connections: number): Agent {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  agent.createConnection = (_options, callback) => {
    open(way).then(
      (socket) => callback?.(null, socket),
      (error: Error) => callback?.(error, undefined as never),
    );
    return undefined;
  };
  return agent;
}

async function open({ host, ca, port, isProxy }: Way): Promise<TLSSocket> {
  const options = { ca, servername: host };
  const tls = isProxy
    ? connectTls({ ...options, socket: await tunnel(host, port) })
    : connectTls({ ...options, host: "127.0.0.1", port });
  tls.setNoDelay(true);
  return tls;
}

function tunnel(host: string, port: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    request({ host: "127.0.0.1", port, method: "CONNECT", path: `${host}:443` })
      .once("connect", (_answer, socket) => resolve(socket))
      .once("error", reject)
      .end();
  });
}
