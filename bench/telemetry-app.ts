import { app as runtime } from "@azure/functions";
import * as z from "zod";
import { defineApp, NameGenerated, onHttp, publish } from "../contracts/index.js";
import { publisher } from "../functions/kit/clients/publisher.js";
import { invocablesOf } from "../functions/kit/invocables.js";
import { telemetryOf } from "../functions/kit/telemetry/telemetry.js";

/**
 * An app of one HTTP function with the kit around it, and with telemetry when its settings name a place for that. Its
 * topic is a function that returns: no call of a service hides what telemetry costs. The other function tells how long
 * the app's process was on the processor, in microseconds.
 */
const app = defineApp("bench", {
  functions: {
    take: onHttp({
      method: "POST",
      route: "names",
      auth: "anonymous",
      body: z.object({ name: z.string() }),
      response: z.object({ id: z.string() }),
    }),
  },
  needs: { names: publish(NameGenerated) },
});
const ID = "0b6f9a4e-8d3c-4f0e-9d43-57a2a1c1b001";

const { take } = invocablesOf(
  app,
  {
    take: async ({ body }, { names, log, count }) => {
      await names(NameGenerated, { id: ID, name: body.name }, { id: ID });
      count("names.generated", { letter: "A" });
      log.info("NamePublished", { id: ID });
      return { jsonBody: { id: ID } };
    },
  },
  { names: publisher(app.needs.names, "/bench", async () => ({ send: async () => undefined })) },
  undefined,
  telemetryOf(process.env),
);

runtime.http("take", {
  methods: ["POST"],
  authLevel: "anonymous",
  handler: async (request, invocation) => (await take?.(request, invocation)) ?? { status: 204 },
});
runtime.http("processor", {
  methods: ["GET"],
  authLevel: "anonymous",
  handler: () => {
    const { user, system } = process.cpuUsage();
    return { body: String(user + system) };
  },
});
