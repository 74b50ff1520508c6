/** How one service reaches another, and how a child process reaches all: over public names, through the gateway. */
export interface Wire {
  /** `fetch` for `https://…` names of the local Azure. Redirects are not followed. */
  fetch(url: string, init?: RequestInit): Promise<Response>;
  /**
   * The same at a third of the cost, for what is called with each event. Who calls reads the body, or ends the request
   * by its signal.
   */
  request(url: string, init: WireRequest): Promise<WireAnswer>;
  /** What a process needs to use the local Azure: `HTTPS_PROXY`, `NO_PROXY`, `NODE_EXTRA_CA_CERTS`, `SSL_CERT_FILE`. */
  environment(): Readonly<Record<string, string>>;
}

export interface WireRequest {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly signal?: AbortSignal;
}

/** Every `Response` is one. */
export interface WireAnswer {
  readonly status: number;
  readonly headers: Pick<Headers, "get">;
  readonly body: AsyncIterable<Uint8Array> | null;
}
