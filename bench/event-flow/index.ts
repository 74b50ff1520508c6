import { getClientConfigOutput } from "@pulumi/azure-native/authorization/getClientConfig.js";
import { ResourceGroup } from "@pulumi/azure-native/resources/resourceGroup.js";
import * as z from "zod";
import { blobContainer, defineApp, defineEvent, onEvent, SET_ASIDE, write } from "../../contracts/index.js";
import { DataStore } from "../../infra/components/data-store.js";
import { EventTopic } from "../../infra/components/event-topic.js";
import { FunctionApp } from "../../infra/components/function-app.js";
import { Ledger } from "../../infra/components/ledger.js";
import { Monitoring } from "../../infra/components/monitoring.js";
import { createNames } from "../../infra/names.js";
import { packageOf } from "../package-of.js";
import { HELD, ONE, THREE } from "./types.js";

/**
 * The real components, with a topic of three kinds of event: one function takes the first, three take the second, and
 * one never comes to an end with the third, so that its events stay where they are.
 */
const eventOf = (type: string) => defineEvent(type, z.object({ sentAt: z.number() }));
const [One, Three, Held] = [eventOf(ONE), eventOf(THREE), eventOf(HELD)];
const app = defineApp("subscriber", {
  functions: {
    takeOne: onEvent(One),
    takeFirst: onEvent(Three),
    takeSecond: onEvent(Three),
    takeThird: onEvent(Three),
    hold: onEvent(Held),
  },
  needs: { setAside: write(SET_ASIDE) },
});
const SOURCE = `
  const now = () => performance.timeOrigin + performance.now();
  const taken = { takeOne: [], takeFirst: [], takeSecond: [], takeThird: [] };
  for (const [name, ages] of Object.entries(taken)) {
    app.eventGrid(name, { handler: async ({ data }) => void ages.push(now() - data.sentAt) });
  }
  app.eventGrid("hold", { handler: () => new Promise(() => {}) });
  app.http("taken", {
    authLevel: "anonymous",
    handler: async () => {
      const jsonBody = structuredClone(taken);
      for (const ages of Object.values(taken)) ages.length = 0;
      return { jsonBody };
    },
  });
  app.http("ping", { authLevel: "anonymous", handler: async () => ({ jsonBody: { hello: "world" } }) });
  app.http("count", {
    authLevel: "anonymous",
    handler: async () => ({ jsonBody: Object.values(taken).reduce((sum, { length }) => sum + length, 0) }),
  });`;

const location = "westeurope";
const names = createNames("bench", "bench");
const tags = { app: "bench" };
const group = new ResourceGroup("group", { resourceGroupName: names.group, location, tags });
const { tenantId, subscriptionId } = getClientConfigOutput();
const place = { group: group.name, location, tags, names, tenantId, subscriptionId };

const monitoring = new Monitoring("monitoring", { place, retentionDays: 30 });
const deadLetters = blobContainer("dead-letters");
const data = new DataStore("data", { place, containers: [SET_ASIDE, deadLetters], tables: [] });
const topic = new EventTopic("flow", {
  place,
  carries: [One, Three, Held],
  deadLetters: data.container(deadLetters),
});
const subscriber = new FunctionApp(app, {
  place,
  monitoring,
  scale: { instanceMemoryMB: 512, maximumInstanceCount: 40, alwaysReady: 0 },
  deliverWith: "masterKey",
  allowedOrigins: [],
  issuers: [],
  telemetry: { sampledPercent: 100, logLevel: "Information" } as const,
  ledger: new Ledger("ledger"),
  code: packageOf(app.name, SOURCE),
  wiring: { setAside: data.container(SET_ASIDE) },
});
topic.deliverTo(subscriber);

export const topicEndpoint = topic.url;
export const appUrl = subscriber.url;
