import { getClientConfigOutput } from "@pulumi/azure-native/authorization/getClientConfig.js";
import * as pulumi from "@pulumi/pulumi";
import {
  blobContainer,
  generator,
  letterCounts,
  NameGenerated,
  pseudonymKey,
  rawNames,
  recorder,
  SET_ASIDE,
  tally,
} from "../contracts/index.js";
import { Alerts } from "./components/alerts.js";
import { DataStore } from "./components/data-store.js";
import { Diagnostics } from "./components/diagnostics.js";
import { EventTopic } from "./components/event-topic.js";
import { FunctionApp } from "./components/function-app.js";
import { Ledger } from "./components/ledger.js";
import { Monitoring } from "./components/monitoring.js";
import { Vault } from "./components/vault.js";
import { readConfig } from "./config.js";
import { createNames, seedOf } from "./names.js";
import { packageOf } from "./package-of.js";
import { stackGroup } from "./stack-group.js";
import { trustedIssuers } from "./trusted-issuers.js";

const config = readConfig([pseudonymKey]);
const { location, environment, owner, protect } = config;
const login = getClientConfigOutput();

// Where everything goes.
const stack = [pulumi.getOrganization(), pulumi.getProject(), pulumi.getStack()].join("/");
const names = createNames(environment, seedOf(stack, environment, config.uniqueness));
const tags = {
  app: "gridwire",
  environment,
  owner,
  ...(config.expires === undefined ? {} : { expires: config.expires }),
};
const { tenantId, subscriptionId } = login;
const where = { location, tags, names, tenantId, subscriptionId };
const place = { ...where, group: stackGroup({ ...where, existing: config.resourceGroup }, { protect }) };

// What apps need. What holds data is protected where the stack's config says so.
const monitoring = new Monitoring("monitoring", { place, retentionDays: config.logRetentionDays }, { protect });
const deadLetters = blobContainer("dead-letters");
const containers = [rawNames, SET_ASIDE, deadLetters];
const data = new DataStore("data", { place, containers, tables: [letterCounts] }, { protect });
const { secrets: values, purgeProtection, softDeleteRetentionDays } = config;
const keeping = { purgeProtection, softDeleteRetentionDays };
const vault = new Vault("vault", { place, secrets: [pseudonymKey], values, ...keeping }, { protect });
const topic = new EventTopic("names", {
  place,
  carries: [NameGenerated],
  deadLetters: data.container(deadLetters),
});

// Who may call the functions that answer HTTP.
const { issuers, api: audience } = await trustedIssuers(config, names, tenantId);

// The apps: names go from the generator through the topic to the recorder and the tally.
const { scale, deliverWith, allowedOrigins } = config;
const shared = {
  place,
  monitoring,
  telemetry: config.telemetry,
  scale,
  deliverWith,
  allowedOrigins,
  issuers,
  ledger: new Ledger("ledger"),
};
const generatorApp = new FunctionApp(generator, {
  ...shared,
  code: packageOf(generator),
  wiring: { names: topic },
});
const recorderApp = new FunctionApp(recorder, {
  ...shared,
  code: packageOf(recorder),
  wiring: {
    rawNames: data.container(rawNames),
    pseudonymKey: vault.secret(pseudonymKey),
    setAside: data.container(SET_ASIDE),
  },
});
const tallyApp = new FunctionApp(tally, {
  ...shared,
  code: packageOf(tally),
  wiring: { letterCounts: data.table(letterCounts), setAside: data.container(SET_ASIDE) },
});
topic.deliverTo(recorderApp);
topic.deliverTo(tallyApp);

// What the services themselves write down.
new Diagnostics("diagnostics", {
  workspaceId: monitoring.workspaceId,
  accounts: {
    data: { id: data.accountId, services: ["blob", "table"] },
    generator: { id: generatorApp.accountId, services: ["blob"] },
    recorder: { id: recorderApp.accountId, services: ["blob"] },
    tally: { id: tallyApp.accountId, services: ["blob"] },
  },
  topicId: topic.scope,
  vaultId: vault.id,
});

// Who hears of it when that fails.
const { alertRecipients: recipients } = config;
if (recipients.length > 0)
  new Alerts("alerts", {
    place,
    recipients,
    watched: { topic, insights: monitoring.insights },
    workspaceId: monitoring.workspaceId,
  });

const all = [generatorApp, recorderApp, tallyApp];
export const resourceGroup = place.group;
export const topicEndpoint = topic.url;
export const apps = Object.fromEntries(all.map(({ appName, url }) => [appName, url]));
export const packages = Object.fromEntries(all.map(({ appName, packageHash }) => [appName, packageHash]));
export const api = audience;
export const blobUrl = data.blobUrl;
export const tableUrl = data.tableUrl;
export const vaultUri = vault.url;
