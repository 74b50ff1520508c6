import assert from "node:assert/strict";
import * as z from "zod";
import {
  blobContainer,
  defineApp,
  defineEvent,
  type EventOf,
  NameGenerated,
  onEvent,
  onHttp,
  onTimer,
  publish,
  read,
  readWrite,
  SET_ASIDE,
  secret,
  table,
  write,
} from "../../contracts/index.js";
import type { Handlers, implement as theImplement } from "../../functions/kit/index.js";

const NameRejected = defineEvent("Names.NameRejected.v1", z.object({ id: z.uuid(), reason: z.string() }));

const rows = table("rows", z.object({ count: z.int() }));
const files = blobContainer("files");

const all = defineApp("all", {
  functions: {
    handle: onEvent(NameGenerated),
    tick: onTimer("0 * * * * *"),
    submit: onHttp({
      method: "POST",
      route: "names",
      auth: { roles: ["Names.Write"] },
      body: z.object({ name: z.string() }),
    }),
  },
  needs: {
    names: publish(NameGenerated),
    readFiles: read(files),
    writeFiles: write(files),
    readRows: read(rows),
    bothRows: readWrite(rows),
    key: read(secret("key")),
    setAside: write(SET_ASIDE),
  },
});
const handler = defineApp("handler", {
  functions: { handle: onEvent(NameGenerated) },
  needs: { setAside: write(SET_ASIDE) },
});

/** What `implement(app, handlers)` demands, without doing it. */
const implement: typeof theImplement = () => undefined;
const some = {} as Handlers<typeof all>;
const { submit, tick } = some;
const handle: Handlers<typeof all>["handle"] = async () => undefined;

/** Each line below an expected error must not compile: `tsc` is what runs these tests. */
describe("implement, by its types", () => {
  const typed = (name: string, check: () => void) => it(name, () => void check);

  typed("gives handlers typed inputs, and clients by access", () => {
    implement(all, {
      handle: async (event, { readFiles, writeFiles, readRows, bothRows, key, names, log }) => {
        const type: "Names.NameGenerated.v1" = event.type;
        const at: Date = event.time;
        const bytes: Buffer | undefined = await readFiles.get(event.data.name);
        const row: { count: number } | undefined = await readRows.get("partition", "row");
        await writeFiles.put(`${at.getTime()}.txt`, bytes ?? (await key()));
        await bothRows.change({ partition: "p", row: "r" }, (was) => was ?? { count: 0 }, { once: event.id });
        const { id } = await names(NameGenerated, { id: event.id, name: event.data.name }, { subject: type });
        log.info("done", { id, count: row?.count ?? 0 });
      },
      tick: async ({ scheduledFor, late }, { log }) => log.warn(scheduledFor.toISOString(), { late }),
      submit: async ({ body, params, query }) => ({
        status: 200,
        body: `${body.name}${params.id}${query.get("q")}`,
      }),
    });
  });

  typed("refuses a missing handler", () => {
    // @ts-expect-error Property 'handle' is missing
    implement(all, { submit, tick });
  });

  typed("refuses an extra handler", () => {
    // @ts-expect-error 'extra' does not exist in type
    implement(handler, { handle: async () => undefined, extra: async () => undefined });
  });

  typed("refuses a handler for another event", () => {
    // @ts-expect-error '"Names.NameGenerated.v1"' is not assignable to '"Names.NameRejected.v1"'
    implement(handler, { handle: async (_event: EventOf<typeof NameRejected>) => undefined });
  });

  typed("refuses a client that was not declared", () => {
    // @ts-expect-error Property 'files' does not exist
    implement(handler, { handle: async (_event, { files }) => void files });
  });

  typed("refuses to write through a read need", () => {
    implement(all, {
      ...some,
      handle: async (_event, { readFiles, readRows }) => {
        // @ts-expect-error Property 'put' does not exist on type 'BlobReader'
        await readFiles.put("name", "body");
        // @ts-expect-error Property 'change' does not exist on type 'TableReader'
        await readRows.change({ partition: "p", row: "r" }, () => ({ count: 1 }), { once: "x" });
      },
    });
  });

  typed("refuses to read through a write need", () => {
    implement(all, {
      ...some,
      // @ts-expect-error Property 'get' does not exist on type 'BlobWriter'
      handle: async (_event, { writeFiles }) => void (await writeFiles.get("name")),
    });
  });

  typed("refuses to publish an event that was not declared", () => {
    implement(all, {
      ...some,
      handle: async ({ id }, { names }) => {
        // @ts-expect-error '"Names.NameRejected.v1"' is not assignable to '"Names.NameGenerated.v1"'
        await names(NameRejected, { id, reason: "none" });
      },
    });
  });

  typed("refuses data of another shape", () => {
    implement(all, {
      ...some,
      handle: async ({ id }, { names, bothRows }) => {
        // @ts-expect-error Property 'name' is missing
        await names(NameGenerated, { id });
        // @ts-expect-error Type 'string' is not assignable to type 'number'
        await bothRows.change({ partition: "p", row: "r" }, () => ({ count: "1" }), { once: id });
      },
    });
  });

  typed("gives a handler the caller that its function is for, and the answer of its manifest", () => {
    const answering = defineApp("answering", {
      functions: {
        ask: onHttp({ method: "GET", route: "it", auth: { scopes: ["it.read"] }, response: z.object({ n: z.int() }) }),
        open: onHttp({ method: "GET", route: "open", auth: "anonymous" }),
      },
    });
    implement(answering, {
      ask: async ({ caller }) => {
        const kind: "app" | "user" = caller.kind;
        return { jsonBody: { n: kind.length } };
      },
      open: async ({ caller }) => {
        // @ts-expect-error 'caller' is of type undefined: nobody was asked
        return { body: caller.subject };
      },
    });
    implement(answering, {
      // @ts-expect-error Type 'string' is not assignable to type 'number'
      ask: async () => ({ jsonBody: { n: "1" } }),
      // @ts-expect-error The manifest has no answer
      open: async () => ({ jsonBody: { n: 1 } }),
    });
  });

  typed("refuses a function that does not say who may call it", () => {
    // @ts-expect-error Property 'auth' is missing
    assert.throws(() => onHttp({ method: "GET", route: "it" }));
    // @ts-expect-error Both roles and scopes: which of them would do?
    assert.throws(() => onHttp({ method: "GET", route: "it", auth: { roles: ["A"], scopes: ["b"] } }));
  });

  typed("refuses an answer that is none, and a body that the manifest does not have", () => {
    // @ts-expect-error Type 'Promise<void>' is not assignable to type 'Promise<HttpResponseInit>'
    implement(all, { handle, tick, submit: async () => undefined });
    // @ts-expect-error Property 'nickname' does not exist
    implement(all, { handle, tick, submit: async ({ body }) => ({ body: body.nickname }) });
  });

  typed("refuses to write a secret", () => {
    // @ts-expect-error 'Secret' is not assignable: the stack writes secrets
    write(secret("key"));
  });
});
