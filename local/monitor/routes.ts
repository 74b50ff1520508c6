import { Hono } from "hono";
import { bodyLimit } from "hono/body-limit";
import { MAX_BODY_BYTES } from "./constants.js";
import type { Ingestion } from "./ingestion.js";
import { BodyError, readEnvelopes } from "./read-envelopes.js";

const refusal = (statusCode: number, message: string) => ({
  itemsReceived: 0,
  itemsAccepted: 0,
  errors: [{ index: 0, statusCode, message }],
});

/** Ingestion on the regions' hosts, and as much of live metrics as tells a sender that nobody watches. */
export function routes(ingestion: Ingestion): Hono {
  const app = new Hono();
  const limit = bodyLimit({
    maxSize: MAX_BODY_BYTES,
    onError: (c) => c.json(refusal(413, `The request has more than ${MAX_BODY_BYTES} bytes.`), 413),
  });
  for (const path of ["/v2/track", "/v2.1/track"]) {
    app.post(path, limit, async (c) => {
      const body = Buffer.from(await c.req.arrayBuffer());
      const envelopes = await readEnvelopes(body, c.req.header("content-encoding"));
      const { status, ...answer } = await ingestion.take(envelopes, c.req.header("authorization"));
      return c.json({ ...answer, appId: null }, status as 200);
    });
  }
  app.post("/QuickPulseService.svc/ping", (c) => c.body(null, 200, { "x-ms-qps-subscribed": "false" }));
  app.notFound((c) =>
    c.json(refusal(404, `the local Azure does not support ${c.req.method} ${c.req.path} of Azure Monitor`), 404),
  );
  app.onError((error, c) => {
    if (error instanceof BodyError) return c.json(refusal(error.status, error.message), error.status);
    throw error;
  });
  return app;
}
