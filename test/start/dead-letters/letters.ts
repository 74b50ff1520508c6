import type { Stack } from "../../../start/dead-letters/stack.js";

const RECORDER = "EVGS-RECORDER-RECORDNAME";
export const TALLY = "EVGS-TALLY-COUNTNAME";
const SITES = "/subscriptions/sub/resourceGroups/rg/providers/Microsoft.Web/sites";

export const STACK: Stack = {
  name: "dev",
  containers: [{ id: "/subscriptions/sub/…/dead-letters", url: "https://blobs1.blob.core.windows.net/dead-letters" }],
  subscriptions: [
    {
      name: "evgs-recorder-recordName",
      app: "recorder",
      function: "recordName",
      site: `${SITES}/func-recorder`,
      url: "https://func-recorder.azurewebsites.net",
    },
    {
      name: "evgs-tally-countName",
      app: "tally",
      function: "countName",
      site: `${SITES}/func-tally`,
      url: "https://func-tally.azurewebsites.net",
    },
  ],
};

/** Name of a blob, as Event Grid makes it. */
export const blobName = (guid: string, subscription = RECORDER, hour = "2026/5/1/9"): string =>
  `${subscription}/${hour}/${guid}.json`;

/** A CloudEvent as it lies in a dead-letter container. */
export const cloudEvent = (id: string, more: object = {}) => ({
  specversion: "1.0",
  id,
  source: "/here",
  type: "Names.NameGenerated.v1",
  time: "2026-05-01T08:00:00Z",
  data: { id, name: "Ada", deliveryattempts: "stays: it is data" },
  deadletterreason: "MaxDeliveryAttemptsExceeded",
  deliveryattempts: 30,
  lastdeliveryoutcome: "Busy",
  publishtime: "2026-05-01T08:00:01.0000000Z",
  ...more,
});

/** The same of an event in the Event Grid schema. */
export const eventGridEvent = (id: string) => ({
  id,
  topic: "/subscriptions/sub/topic",
  subject: "names/ada",
  eventType: "Names.NameGenerated.v1",
  eventTime: "2026-05-01T08:00:00Z",
  data: { name: "Ada" },
  dataVersion: "1",
  metadataVersion: "1",
  deadLetterReason: "UndeliverableDueToHttpBadRequest",
  deliveryAttempts: 1,
  lastDeliveryOutcome: "BadRequest",
  lastHttpStatusCode: 400,
  publishTime: "2026-05-01T08:00:01.0000000Z",
  lastDeliveryAttemptTime: "2026-05-01T08:00:02.0000000Z",
});
