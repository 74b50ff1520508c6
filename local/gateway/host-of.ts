/** The host name of an authority (`name` or `name:port`), lower case. */
export const hostOf = (authority: string | undefined): string => (authority ?? "").replace(/:\d+$/, "").toLowerCase();
