/**
 * Limits and fixed values of Event Grid custom topics.
 *
 * @see https://learn.microsoft.com/azure/event-grid/quotas-limits
 * @see https://learn.microsoft.com/azure/event-grid/delivery-and-retry
 */

export const SERVICE = "eventgrid";

/** Audience of the tokens that publishers send. */
export const AUDIENCE = "https://eventgrid.azure.net";
/** The right to publish, checked at the topic. */
export const SEND = "Microsoft.EventGrid/events/send/action";
/** The only version of the publish API. */
export const DATA_API_VERSION = "2018-01-01";
/** The version of the resource provider that the outputs are shaped after. */
export const ARM_API_VERSION = "2025-02-15";

/** Bytes of one request, as the service's own refusal names them (Azure/azure-functions-dotnet-worker issue 538). */
export const MAX_REQUEST_BYTES = 1_536_000;
/** Bytes of one event, as measured by the authors of pm7y/AzureEventGridSimulator (pull request 201). */
export const MAX_EVENT_BYTES = 1_049_600;
export const MAX_EVENTS_PER_REQUEST = 5_000;

/**
 * Bound of what waits on disk, of all topics together: beyond it publishers get 429. The service's own bound is a rate
 * of each topic, which says nothing about a disk.
 */
export const MAX_WAITING = { deliveries: 2_000_000, bytes: 2 * 1024 ** 3 } as const;
/** When publishers are told to come again. */
export const THROTTLED_RETRY_AFTER_S = 10;

/** A subscriber that has not answered by then has failed. */
export const ANSWER_TIMEOUT_MS = 30_000;
/** One that takes events after that, and within this, is not tried again. */
export const LATE_ANSWER_MS = 180_000;
/** Deliveries that one subscription has under way at the same time. The service does not publish its number. */
export const DELIVERIES_AT_ONCE = 32;

export const MINUTE_MS = 60_000;

/** How long a webhook that answered, and did not consent, may still consent by the URL that it was sent. */
export const CONSENT_MS = 10 * MINUTE_MS;
/** Given-up events wait this long before they are written, so that several share a blob. */
export const DEAD_LETTER_DELAY_MS = 5 * MINUTE_MS;
/** An unreachable dead-letter container is tried again after this; the service does not publish its own pause. */
export const DEAD_LETTER_RETRY_MS = MINUTE_MS;
/** After this long with an unreachable container the event is dropped. */
export const DEAD_LETTER_PATIENCE_MS = 240 * MINUTE_MS;

export const DEFAULT_MAX_ATTEMPTS = 30;
export const DEFAULT_TIME_TO_LIVE_MINUTES = 1440;

export const MAX_ADVANCED_FILTERS = 25;
export const MAX_ADVANCED_VALUES = 25;
export const MAX_FILTER_TEXT = 512;

/** What subscribers see as the sender of CloudEvents, and consent to in the handshake. */
export const ORIGIN = "eventgrid.azure.net";

/** How Event Grid calls storage accounts, for queues and dead letters. */
export const STORAGE_AUDIENCE = "https://storage.azure.com";
export const STORAGE_API_VERSION = "2024-11-04";
