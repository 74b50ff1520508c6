/** Name of the site behind an app's base URL: the first label of its host. */
export const siteOf = (url: string): string => new URL(url).hostname.split(".")[0] ?? "";
