export type StorageServiceName = "blob" | "queue" | "table";

/** An account's name and the service that a host name stands for. */
export interface StorageHost {
  readonly account: string;
  readonly service: StorageServiceName;
}

const HOST = /^([a-z0-9]{3,24})\.(blob|queue|table)\.core\.windows\.net$/;

/**
 * Reads `{account}.{blob,queue,table}.core.windows.net`. File shares, static websites, Data Lake endpoints and
 * secondary endpoints are not served.
 *
 * @param host lower case, with or without port.
 */
export function readStorageHost(host: string): StorageHost | undefined {
  const [, account, service] = HOST.exec(host.replace(/:\d+$/, "")) ?? [];
  if (account === undefined || service === undefined) return undefined;
  return { account, service: service as StorageServiceName };
}
