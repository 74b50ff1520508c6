import { createHmac, randomBytes, randomUUID } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Identities, Principal } from "../shared/access.js";
import { keyOf, TENANT } from "../shared/arm-id.js";
import { AzureError } from "../shared/azure-error.js";
import type { Clock } from "../shared/clock.js";
import { endServer, openOnLoopback } from "../shared/loopback-server.js";
import type { Resource, Resources, ResourceType } from "../shared/resource.js";
import { sameSecret } from "../shared/same-secret.js";
import { MANAGED_IDENTITY_LIFETIME_S, type Tokens } from "./tokens.js";

const TYPE = "Microsoft.ManagedIdentity/userAssignedIdentities";

/** A user-assigned identity: Azure gives it a service principal that its grants name. */
export const userAssignedIdentity = (clock: Clock): ResourceType => ({
  type: TYPE,
  put: ({ inputs, name, type }, previous) => ({
    ...inputs,
    name,
    type,
    tenantId: TENANT,
    clientId: previous?.outputs.clientId ?? randomUUID(),
    principalId: previous?.outputs.principalId ?? randomUUID(),
    systemData: previous?.outputs.systemData ?? { createdAt: clock.now().toISOString() },
  }),
});

/**
 * Tokens of managed identities, and the endpoint of App Service that gives them out.
 *
 * @see https://learn.microsoft.com/azure/app-service/overview-managed-identity#rest-endpoint-reference
 */
export class ManagedIdentities implements Identities {
  readonly #server: Server;
  /** Signs the header of each site, so that a site gets tokens of its own identities only. */
  readonly #secret = randomBytes(32);

  constructor(
    private readonly tokens: Tokens,
    private readonly resources: Resources,
  ) {
    this.#server = createServer((request, response) => void this.#answer(request, response));
    this.#server.unref();
  }

  async listen(): Promise<void> {
    await openOnLoopback(this.#server);
  }

  close(): Promise<void> {
    return endServer(this.#server);
  }

  /** Whether an identity has this principal. @param principalId object id. */
  has(principalId: string): boolean {
    return this.resources.list(TYPE).some(({ outputs }) => outputs.principalId === principalId);
  }

  async token(identityId: string, audience: string): Promise<string> {
    const identity = this.resources.get(identityId);
    if (identity === undefined) throw new AzureError(404, "ResourceNotFound", `there is no identity ${identityId}`);
    return this.tokens.issue(principalOf(identity), audience, MANAGED_IDENTITY_LIFETIME_S);
  }

  environment(siteId: string): Readonly<Record<string, string>> {
    const { port } = this.#server.address() as AddressInfo;
    return {
      IDENTITY_ENDPOINT: `http://127.0.0.1:${port}/msi/token`,
      IDENTITY_HEADER: `${Buffer.from(keyOf(siteId)).toString("base64url")}.${this.#sign(siteId)}`,
    };
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const answer = (status: number, body: object) =>
      response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
    const [path, query = ""] = (request.url ?? "").split("?");
    const site = this.#siteOf(String(request.headers["x-identity-header"] ?? ""));
    if (site === undefined)
      return void answer(401, { statusCode: 401, message: "X-IDENTITY-HEADER is missing or not of a site" });
    const asked = new URLSearchParams(query);
    const audience = asked.get("resource");
    if (request.method !== "GET" || path !== "/msi/token" || audience === null) {
      return void answer(400, { statusCode: 400, message: "expected GET /msi/token with the parameter resource" });
    }
    const clientId = asked.get("client_id");
    const identity = this.#identitiesOf(site).find(({ outputs }) => outputs.clientId === clientId);
    if (identity === undefined) {
      return void answer(400, {
        statusCode: 400,
        message: `Unable to load the proper Managed Identity: ${site.name} has no user-assigned identity with client_id ${clientId ?? "(none given)"}`,
      });
    }
    const token = await this.tokens.issue(principalOf(identity), audience, MANAGED_IDENTITY_LIFETIME_S);
    const expires = Math.floor(Date.now() / 1000) + MANAGED_IDENTITY_LIFETIME_S;
    answer(200, {
      access_token: token,
      expires_on: String(expires),
      resource: audience,
      token_type: "Bearer",
      client_id: clientId,
    });
  }

  #siteOf(header: string): Resource | undefined {
    const [encoded = "", signature = ""] = header.split(".");
    const siteId = Buffer.from(encoded, "base64url").toString();
    return sameSecret(this.#sign(siteId), signature) ? this.resources.get(siteId) : undefined;
  }

  #identitiesOf(site: Resource): Resource[] {
    const listed = (site.inputs.identity as { userAssignedIdentities?: string[] | Record<string, unknown> } | undefined)
      ?.userAssignedIdentities;
    const ids = Array.isArray(listed) ? listed : Object.keys(listed ?? {});
    return ids.flatMap((id) => this.resources.get(id) ?? []);
  }

  #sign(siteId: string): string {
    return createHmac("sha256", this.#secret).update(keyOf(siteId)).digest("base64url");
  }
}

const principalOf = ({ outputs }: Resource): Principal => ({
  id: String(outputs.principalId),
  clientId: String(outputs.clientId),
  tenant: TENANT,
});
