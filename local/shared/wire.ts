/** How one service reaches another, and how a child process reaches all: over public names, through the gateway. */
export interface Wire {
  /** `fetch` for `https://…` names of the local Azure. Redirects are not followed. */
  fetch(url: string, init?: RequestInit): Promise<Response>;
  /** What a process needs to use the local Azure: `HTTPS_PROXY`, `NO_PROXY`, `NODE_EXTRA_CA_CERTS`, `SSL_CERT_FILE`. */
  environment(): Readonly<Record<string, string>>;
}
