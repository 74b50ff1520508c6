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

/** The real components, with as many subscriptions as `SUBSCRIPTION_COUNT` says: an app with a topic of its own for each 500, the most that Azure allows on one. */
const MOST_ON_A_TOPIC = 500;
const count = Number(process.env.SUBSCRIPTION_COUNT);
const Happened = defineEvent("Bench.Happened.v1", z.object({ id: z.uuid() }));

const location = "westeurope";
const names = createNames("bench", "bench");
const tags = { app: "bench" };
const group = new ResourceGroup("group", { resourceGroupName: names.group, location, tags });
const { tenantId, subscriptionId } = getClientConfigOutput();
const place = { group: group.name, location, tags, names, tenantId, subscriptionId };

const monitoring = new Monitoring("monitoring", { place, retentionDays: 30 });
const deadLetters = blobContainer("dead-letters");
const data = new DataStore("data", { place, containers: [SET_ASIDE, deadLetters], tables: [] });
const scale = { instanceMemoryMB: 512, maximumInstanceCount: 40, alwaysReady: 0 } as const;
const shared = {
  place,
  monitoring,
  scale,
  deliverWith: "masterKey",
  allowedOrigins: [],
  issuers: [],
  telemetry: { sampledPercent: 100, logLevel: "Information" } as const,
  ledger: new Ledger("ledger"),
} as const;

for (let first = 0; first < count; first += MOST_ON_A_TOPIC) {
  const number = first / MOST_ON_A_TOPIC + 1;
  const length = Math.min(MOST_ON_A_TOPIC, count - first);
  const functions = Array.from({ length }, (_, index) => `handle${index}`);
  const app = defineApp(`app${number}`, {
    functions: Object.fromEntries(functions.map((name) => [name, onEvent(Happened)])),
    needs: { setAside: write(SET_ASIDE) },
  });
  const topic = new EventTopic(`topic${number}`, {
    place,
    carries: [Happened],
    deadLetters: data.container(deadLetters),
  });
  const code = packageOf(
    app.name,
    functions.map((name) => `app.eventGrid("${name}", { handler: async () => {} });`).join("\n"),
  );
  topic.deliverTo(new FunctionApp(app, { ...shared, code, wiring: { setAside: data.container(SET_ASIDE) } }));
}
