import { app } from "../functions/packages.js";

/** What the functions are called. */
export const FUNCTIONS = ["open", "items", "files", "keyed", "ruled", "onEvent", "ping"] as const;

/**
 * An app that takes whatever comes and never fails: an error that is seen is the host's. It tells what it got, but no
 * header and no query, in which credentials come; and which process it is.
 */
export const fuzzedApp = (): Uint8Array =>
  app(`
    const tell = async (request) => {
      const { byteLength } = await request.arrayBuffer();
      return { jsonBody: { method: request.method, params: request.params, byteLength, pid: process.pid } };
    };
    const methods = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"];
    const add = (name, authLevel, route) => app.http(name, { route, methods, authLevel, handler: tell });
    add("open", "anonymous", "open/{id:int?}");
    add("items", "anonymous", "items/{kind:alpha}/{id:guid}/{page:range(1,9)=1}");
    add("files", "anonymous", "files/{*path}");
    add("keyed", "function");
    add("ruled", "admin", "ruled/{name:regex(^[a-z]{{2,5}}$)}.{ext:maxlength(3)}");
    app.eventGrid("onEvent", { handler: (event, context) => context.log("an event, which is a " + typeof event) });
    app.timer("ping", { schedule: "0 0 0 1 1 *", handler: () => undefined });
  `);
