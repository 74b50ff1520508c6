/**
 * How long one call to a service may take, its retries included. Event Grid waits 30 seconds for an answer,
 * then delivers again while the first run may still be going.
 *
 * @see https://learn.microsoft.com/azure/event-grid/delivery-and-retry
 */
export const CALL_LIMIT_MS = 15_000;

/** How often a client of an Azure SDK repeats a call that failed for a reason that may pass. */
export const CALL_RETRIES = 3;

/** The longest pause before such a repetition. */
export const CALL_RETRY_PAUSE_MS = 2_000;

/** How long a change of a table row may take, attempts that lost a race included. */
export const CHANGE_LIMIT_MS = 25_000;
