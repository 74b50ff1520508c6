/** Blobs behind the names of accounts, with a grant for each identity and account. */
export class FakeStorage {
  /** URL → bytes. */
  readonly blobs = new Map<string, Uint8Array>();
  readonly containers = new Set<string>();
  /** `{identity id} {account}`; an identity without it gets 403. */
  readonly grants = new Set<string>();
  /** URL of a blob → id of the lease on it. None runs out. */
  readonly leases = new Map<string, string>();
  /** Method and URL of every call. */
  readonly calls: string[] = [];

  answer(url: URL, method: string, headers: Headers, body: Uint8Array): Response {
    this.calls.push(`${method} ${url}`);
    const [, identity, audience] = /^Bearer (.*) for (.*)$/.exec(headers.get("authorization") ?? "") ?? [];
    if (identity === undefined || audience !== "https://storage.azure.com")
      return refusal(401, "InvalidAuthenticationInfo");
    const account = url.hostname.split(".")[0];
    if (!this.grants.has(`${identity} ${account}`)) return refusal(403, "AuthorizationPermissionMismatch");
    if (url.searchParams.get("restype") === "container") return this.#container(url, method);
    const key = `${url.origin}${url.pathname}`;
    const found = this.blobs.get(key);
    if (url.searchParams.get("comp") === "lease") return this.#lease(key, headers);
    if (method === "GET") return found === undefined ? refusal(404, "BlobNotFound") : withTag(200, found);
    if (headers.get("x-ms-blob-type") !== "BlockBlob") return refusal(400, "MissingRequiredHeader");
    if (headers.get("if-none-match") === "*" && found !== undefined) return refusal(409, "BlobAlreadyExists");
    const wanted = headers.get("if-match");
    if (wanted !== null && (found === undefined || wanted !== tagOf(found))) return refusal(412, "ConditionNotMet");
    if (!this.containers.has(key.split("/").slice(0, 4).join("/"))) return refusal(404, "ContainerNotFound");
    this.blobs.set(key, body);
    return withTag(201, new Uint8Array(), tagOf(body));
  }

  #lease(key: string, headers: Headers): Response {
    if (!this.blobs.has(key)) return refusal(404, "BlobNotFound");
    const held = this.leases.get(key);
    const given = headers.get("x-ms-lease-id") ?? headers.get("x-ms-proposed-lease-id") ?? "";
    const action = headers.get("x-ms-lease-action");
    if (held !== undefined && held !== given) return refusal(409, "LeaseAlreadyPresent");
    if (held === undefined && action !== "acquire") return refusal(409, "LeaseIdMismatchWithLeaseOperation");
    if (action === "release") this.leases.delete(key);
    else this.leases.set(key, given);
    return withTag(action === "acquire" ? 201 : 200);
  }

  #container(url: URL, method: string): Response {
    const key = `${url.origin}${url.pathname}`;
    if (method === "GET") return this.containers.has(key) ? withTag(200) : refusal(404, "ContainerNotFound");
    this.containers.add(key);
    return withTag(201);
  }
}

const tagOf = (bytes: Uint8Array): string => `"${Buffer.from(bytes).toString("base64url").slice(-40)}"`;

const withTag = (status: number, bytes: Uint8Array = new Uint8Array(), etag = tagOf(bytes)): Response =>
  new Response(Buffer.from(bytes), { status, headers: { etag } });

const refusal = (status: number, code: string): Response =>
  new Response(`<Error><Code>${code}</Code></Error>`, { status, headers: { "x-ms-error-code": code } });
