import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";

/** A server on loopback that has files, and keeps what it was asked. */
export interface FileServer {
  readonly origin: string;
  /** By path. */
  readonly files: Map<string, string | Buffer>;
  readonly asked: { readonly path: string; readonly authorization: string | undefined }[];
  close(): Promise<void>;
}

export async function createFileServer(): Promise<FileServer> {
  const files: FileServer["files"] = new Map();
  const asked: FileServer["asked"] = [];
  const server = createServer((request: IncomingMessage, response) => {
    const path = request.url ?? "";
    asked.push({ path, authorization: request.headers.authorization });
    const content = files.get(path);
    response.writeHead(content === undefined ? 404 : 200).end(content);
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    files,
    asked,
    close: () => new Promise((done) => server.close(() => done())),
  };
}
