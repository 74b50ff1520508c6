import { createHash } from "node:crypto";

/**
 * What an instance of an app finds as `WEBSITE_INSTANCE_ID`: 64 hexadecimal digits, the same over restarts.
 *
 * @param siteId ARM id.
 * @param number of the instance, from 0.
 */
export const instanceId = (siteId: string, number = 0): string =>
  createHash("sha256").update(`${siteId.toLowerCase()}/instances/${number}`).digest("hex");
