import assert from "node:assert/strict";
import { groupId, SUBSCRIPTION, TENANT } from "../../../local/shared/arm-id.js";
import { becomeOutsider } from "../../shared/outsider.js";
import { type Federated, TenantWorld } from "../tenant-world.js";

const ARM = "https://management.azure.com";
const SUBJECT = "repo:o/r:environment:dev";
const CONTRIBUTOR = "b24988ac-6180-42a0-ab88-20f7382dd24c";
const READER = "acdd72a7-3385-48ef-bd42-f606fba81ae7";
const PRINCIPAL = "00000000-0000-4000-8000-0000000000aa";

interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: {
    readonly [property: string]: unknown;
    readonly error: { readonly code: string; readonly message: string; readonly details?: readonly object[] };
  };
}

describe("Azure Resource Manager on its own wire", function () {
  this.timeout(30_000);
  let world: TenantWorld;
  let contributor: Federated;
  let reader: Federated;
  let group: string;
  let leave: () => void;
  const tokens = new Map<Federated, string>();

  before(async () => {
    world = await TenantWorld.open();
    leave = becomeOutsider(world.azure.run);
    group = await world.group("rg-dev");
    contributor = await world.federated("contributor", SUBJECT);
    reader = await world.federated("reader", SUBJECT);
    await world.grant(contributor.objectId, CONTRIBUTOR, `/subscriptions/${SUBSCRIPTION}`);
    await world.grant(reader.objectId, READER, group);
    for (const app of [contributor, reader]) tokens.set(app, await login(app));
  });
  after(async () => {
    leave();
    await world.close();
  });
  afterEach(() => world.control.behave());

  async function login(app: Federated, scope = `${ARM}/.default`): Promise<string> {
    const response = await fetch(`https://login.microsoftonline.com/${TENANT}/oauth2/v2.0/token`, {
      method: "POST",
      body: new URLSearchParams({
        grant_type: "client_credentials",
        client_id: app.clientId,
        scope,
        client_assertion_type: "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
        client_assertion: await world.token(SUBJECT),
      }),
    });
    return ((await response.json()) as { access_token: string }).access_token;
  }

  async function call(
    method: string,
    path: string,
    body?: object | string,
    token = tokens.get(contributor),
    query = "?api-version=2024-11-01",
  ): Promise<Answer> {
    const response = await fetch(`${ARM}${path}${query}`, {
      method,
      headers: { ...(token === undefined ? {} : { authorization: `Bearer ${token}` }) },
      ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, headers: response.headers, body: text === "" ? {} : JSON.parse(text) };
  }
  const asReader = (method: string, path: string, body?: object) => call(method, path, body, tokens.get(reader));

  const identity = () => `${group}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/id-one`;

  it("makes, shows, lists and deletes a resource in its envelope", async () => {
    const made = await call("PUT", identity(), { location: "westeurope", tags: { a: "b" } });
    assert.equal(made.status, 201);
    const { properties, ...envelope } = made.body as Record<string, unknown>;
    assert.deepEqual(envelope, {
      id: identity(),
      name: "id-one",
      type: "Microsoft.ManagedIdentity/userAssignedIdentities",
      location: "westeurope",
      tags: { a: "b" },
      systemData: envelope.systemData,
    });
    assert.deepEqual(Object.keys(properties as object).sort(), ["clientId", "principalId", "tenantId"]);
    assert.equal((await call("PUT", identity(), { location: "westeurope" })).status, 200);

    const seen = await asReader("GET", identity().toUpperCase().replace("/SUBSCRIPTIONS", "/subscriptions"));
    assert.deepEqual([seen.status, seen.body.id], [200, identity()]);
    for (const scope of [group, `/subscriptions/${SUBSCRIPTION}`]) {
      const { body } = await call("GET", `${scope}/providers/Microsoft.ManagedIdentity/userAssignedIdentities`);
      assert.deepEqual(
        (body.value as { id: string }[]).map(({ id }) => id),
        [identity()],
      );
    }
    assert.equal((await call("DELETE", identity())).status, 200);
    assert.equal((await call("DELETE", identity())).status, 204);
    assert.equal((await call("GET", identity())).body.error.code, "ResourceNotFound");
  });

  it("takes a property that is null for one that is not there", async () => {
    const vault = `${group}/providers/Microsoft.KeyVault/vaults/kv-nulls`;
    const sku = { family: "A", name: "standard" };
    const properties = { tenantId: TENANT, sku, enableRbacAuthorization: true, networkAcls: null };
    assert.equal((await call("PUT", vault, { location: "westeurope", properties })).status, 201);
    const secret = { properties: { value: "v", attributes: null, contentType: null } };
    assert.equal((await call("PUT", `${vault}/secrets/one`, secret)).status, 201);
  });

  it("takes bodies as they are where azure-native does, and gives a role assignment its scope", async () => {
    const vault = `${group}/providers/Microsoft.KeyVault/vaults/kv-on-the-wire`;
    const properties = { tenantId: TENANT, sku: { family: "A", name: "standard" }, enableRbacAuthorization: true };
    const made = await call("PUT", vault, { location: "westeurope", properties });
    assert.equal(made.status, 201, JSON.stringify(made.body));
    assert.equal((made.body.properties as { vaultUri: string }).vaultUri, "https://kv-on-the-wire.vault.azure.net/");

    const key = `${vault}/keys/state`;
    const { body } = await call("PUT", key, { properties: { kty: "RSA" } });
    assert.equal((body.properties as { kty: string }).kty, "RSA");
    assert.equal((await call("DELETE", key)).status, 405, "Resource Manager deletes no key");
    // The provider asks the vault, which asks for a right to data: the deployer owns the subscription, and has none.
    await assert.rejects(
      world.azureNative.delete("azure-native:keyvault:Key", key),
      /Status=403 Code="Forbidden".*Action: 'Microsoft\.KeyVault\/vaults\/keys\/delete'/,
    );

    const owner = await world.azureNative.invoke("azure-native:authorization:getClientToken", { endpoint: `${ARM}/` });
    const assignment = `${vault}/providers/Microsoft.Authorization/roleAssignments/${crypto.randomUUID()}`;
    const grant = {
      properties: {
        principalId: PRINCIPAL,
        principalType: "ServicePrincipal",
        roleDefinitionId: `/subscriptions/${SUBSCRIPTION}/providers/Microsoft.Authorization/roleDefinitions/${READER}`,
      },
    };
    assert.equal((await call("PUT", assignment, grant)).body.error.code, "AuthorizationFailed");
    const granted = await call("PUT", assignment, grant, String(owner.token));
    assert.equal((granted.body.properties as { scope: string }).scope, vault);
  });

  it("runs actions, whatever the case of their path", async () => {
    const account = `${group}/providers/Microsoft.Storage/storageAccounts/stonthewire`;
    await call("PUT", account, { location: "westeurope", kind: "StorageV2", sku: { name: "Standard_LRS" } });
    for (const action of ["listKeys", "listkeys"]) {
      const { body, status } = await call("POST", `${account}/${action}`);
      assert.deepEqual([status, (body.keys as object[]).length], [200, 2]);
    }
    const site = `${group}/providers/Microsoft.Web/sites/gone/host/default/listkeys`;
    assert.equal((await call("POST", site)).status, 404);
    const denied = await asReader("POST", site);
    assert.equal(denied.status, 403);
    assert.match(denied.body.error.message, /perform action 'Microsoft\.Web\/sites\/host\/listkeys\/action'/);
  });

  it("holds a caller to its role assignments, whether there is such a resource or not", async () => {
    const path = `${groupId("rg-other")}/providers/Microsoft.Web/sites/x`;
    for (const [method, target, action] of [
      ["GET", path, "Microsoft.Web/sites/read"],
      ["HEAD", path, undefined],
      ["PUT", identity(), "Microsoft.ManagedIdentity/userAssignedIdentities/write"],
      ["DELETE", identity(), "Microsoft.ManagedIdentity/userAssignedIdentities/delete"],
      ["PUT", groupId("rg-new"), "Microsoft.Resources/subscriptions/resourceGroups/write"],
      ["GET", `/subscriptions/${SUBSCRIPTION}/resourceGroups`, "Microsoft.Resources/subscriptions/resourceGroups/read"],
      ["GET", `/subscriptions/${SUBSCRIPTION}`, "Microsoft.Resources/subscriptions/read"],
    ] as const) {
      const { body, status } = await asReader(method, target, method === "PUT" ? {} : undefined);
      assert.equal(status, 403, `${method} ${target}`);
      if (action === undefined) continue;
      assert.equal(body.error.code, "AuthorizationFailed");
      assert.match(body.error.message, new RegExp(`object id '${reader.objectId}'.*action '${action}'`));
    }
    assert.equal((await asReader("GET", group)).status, 200);
    assert.equal((await asReader("HEAD", group)).status, 204);
    assert.equal((await call("GET", groupId("none"))).body.error.code, "ResourceGroupNotFound");
  });

  it("takes tokens for itself alone, by both of its names", async () => {
    const old = await login(contributor, "https://management.core.windows.net//.default");
    assert.equal((await call("GET", group, undefined, old)).status, 200);
    const vaults = await call("GET", group, undefined, await login(contributor, "https://vault.azure.net/.default"));
    assert.deepEqual([vaults.status, vaults.body.error.code], [401, "InvalidAuthenticationTokenAudience"]);
    const none = await fetch(`${ARM}${group}?api-version=1`);
    assert.equal(none.status, 401);
    assert.match(none.headers.get("www-authenticate") ?? "", /^Bearer authorization_uri="https:\/\/login\.microsoft/);
    assert.equal((await call("GET", group, undefined, "no.token.atall")).body.error.code, "InvalidAuthenticationToken");
  });

  it("refuses what is no request to a resource, in Azure's words", async () => {
    const code = async (...args: Parameters<typeof call>) => (await call(...args)).body.error.code;
    assert.equal(await code("GET", group, undefined, undefined, ""), "MissingApiVersionParameter");
    assert.equal(await code("GET", "/subscriptions/00000000-0000-0000-0000-000000000000"), "SubscriptionNotFound");
    assert.equal(await code("GET", "/providers"), "NotFound");
    assert.equal(await code("GET", `${group}/providers/Microsoft.Web`), "InvalidResourceType");
    assert.equal(await code("GET", `${group}%2F..%2Frg-other`), "InvalidRequestUri");
    assert.equal(await code("GET", `${group}%2Fproviders`), "InvalidRequestUri");
    assert.equal(await code("PUT", identity(), "{ no json"), "InvalidRequestContent");
    assert.equal(await code("PUT", `/subscriptions/${SUBSCRIPTION}`, {}), "MethodNotAllowed");
    assert.equal(await code("PATCH", identity(), {}), "UnsupportedByLocalAzure");
    const missing = `${groupId("rg-none")}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/x`;
    assert.equal(await code("PUT", missing, {}), "ResourceGroupNotFound");
  });

  it("throttled: answers 429, and when to come again", async () => {
    await world.control.misbehave("throttled", 1);
    const { status, headers } = await call("GET", group);
    assert.deepEqual([status, headers.get("retry-after")], [429, "1"]);
    assert.equal((await call("GET", group)).status, 200);
  });

  describe("and resource providers", () => {
    const provider = (namespace: string) => `/subscriptions/${SUBSCRIPTION}/providers/${namespace}`;
    const stateOf = async (namespace: string) => (await call("GET", provider(namespace))).body.registrationState;

    it("has all of them registered", async () => {
      assert.equal(await stateOf("Microsoft.App"), "Registered");
      const { body } = await call("POST", `${provider("Microsoft.App")}/register`);
      assert.deepEqual(body, {
        id: provider("Microsoft.App"),
        namespace: "Microsoft.App",
        registrationPolicy: "RegistrationRequired",
        registrationState: "Registered",
        resourceTypes: [],
      });
      assert.equal((await call("GET", provider("Nobody.Else"))).body.error.code, "InvalidResourceNamespace");
      assert.equal((await call("PUT", provider("Microsoft.App"), {})).status, 405);
    });

    it("not-registered: is a fresh subscription, whose namespaces are refused until they are registered", async () => {
      await world.control.misbehave("not-registered", 60);
      const namespace = "Microsoft.ManagedIdentity";
      assert.equal(await stateOf(namespace), "NotRegistered");
      assert.equal(await stateOf("Microsoft.Authorization"), "Registered");
      const refused = await call("PUT", identity(), { location: "westeurope" });
      assert.equal(refused.status, 409);
      const message = `The subscription is not registered to use namespace '${namespace}'. See https://aka.ms/rps-not-found for how to register subscriptions.`;
      assert.deepEqual(refused.body.error, {
        code: "MissingSubscriptionRegistration",
        message,
        details: [{ code: "MissingSubscriptionRegistration", target: namespace, message }],
      });
      await assert.rejects(
        world.azureNative.create("azure-native:managedidentity:UserAssignedIdentity", {
          resourceGroupName: "rg-dev",
          resourceName: "id-one",
          location: "westeurope",
        }),
        /Status=409 Code="MissingSubscriptionRegistration"/,
      );
      // Groups are nobody's to register.
      assert.equal((await call("PUT", groupId("rg-fresh"), { location: "westeurope" })).status, 201);

      assert.equal((await asReader("POST", `${provider(namespace)}/register`)).status, 403);
      assert.equal((await call("POST", `${provider(namespace)}/register`)).body.registrationState, "Registering");
      await world.control.advance(59_000);
      assert.equal(await stateOf(namespace.toLowerCase()), "Registering");
      await world.control.advance(2_000);
      assert.equal(await stateOf(namespace), "Registered");
      assert.equal((await call("PUT", identity(), { location: "westeurope" })).status, 201);
    });
  });
});
