/**
 * Status with which a service refuses a call for want of a role: 403, but for Event Grid, which answers a publisher
 * with 401.
 *
 * @param operation in the service's words.
 */
export const refusedWith = (operation: string): number => (operation === "Publish Events" ? 401 : 403);
