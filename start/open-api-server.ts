import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { apps } from "../contracts/apps/index.js";
import { openApi } from "../contracts/reference/open-api.js";

/** Serves what apps answer by HTTP, for tools that read OpenAPI. */
export interface OpenApiServer {
  /** Addresses of the documents by app. */
  readonly urls: Readonly<Record<string, string>>;
  close(): void;
}

/**
 * Serves the OpenAPI document of each app that answers HTTP, with the place where it is deployed, on a free port of
 * loopback.
 *
 * @param deployed base URLs by app.
 * @param version of the system.
 */
export async function serveOpenApi(
  deployed: Readonly<Record<string, string>>,
  version: string,
): Promise<OpenApiServer> {
  const documents = new Map(
    apps.flatMap((app) => {
      const [document, url] = [openApi(app, version), deployed[app.name]];
      return document === undefined || url === undefined ? [] : [[app.name, { ...document, servers: [{ url }] }]];
    }),
  );
  const server = createServer((request, response) => {
    const document = documents.get(/^\/(\w+)\.json$/.exec(request.url ?? "")?.[1] ?? "");
    if (request.method !== "GET" || document === undefined) return void response.writeHead(404).end();
    response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(document, undefined, 2));
  });
  const root = `http://127.0.0.1:${await listening(server)}`;
  // It keeps nobody waiting who is done with everything else.
  server.unref();
  return {
    urls: Object.fromEntries([...documents.keys()].map((app) => [app, `${root}/${app}.json`])),
    close: () => void server.close(),
  };
}

function listening(server: Server): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => resolve((server.address() as AddressInfo).port));
  });
}
