import { randomUUID } from "node:crypto";
import { join } from "node:path";
import { Authorization } from "../local/authorization/authorization.js";
import { DecisionLog } from "../local/authorization/decision-log.js";
import { roleAssignmentType } from "../local/authorization/role-assignment.js";
import { ActivityLog } from "../local/control/activity-log.js";
import { MisbehaviourSettings } from "../local/control/misbehaviour-settings.js";
import { Tokens } from "../local/entra/tokens.js";
import { Certificates } from "../local/gateway/certificates.js";
import { Gateway } from "../local/gateway/gateway.js";
import { createKeyVault } from "../local/keyvault/index.js";
import { resourceGroupType } from "../local/resources/resource-group.js";
import { ResourceManager } from "../local/resources/resource-manager.js";
import { ResourceStore } from "../local/resources/resource-store.js";
import type { Access } from "../local/shared/access.js";
import { groupId, SUBSCRIPTION, TENANT } from "../local/shared/arm-id.js";
import { systemClock } from "../local/shared/clock.js";
import type { Platform, Service } from "../local/shared/service.js";
import { openSigningKey } from "../local/shared/signing-key.js";
import { Store } from "../local/shared/store.js";

/** What the process tells who started it. */
export interface Serving {
  /** TLS ports of the vault: with authorisation, and where everybody is let in. */
  readonly ports: readonly [guarded: number, open: number];
  /** Path of the certificate that both use. */
  readonly authorityFile: string;
  /** Of the caller that may read the secret. */
  readonly token: string;
}

const [folder = "", assignments = "0"] = process.argv.slice(2);
const SECRETS_USER = "4633458b-17de-408a-b874-0445c86b69e6";
/** Half of all assignments are of the caller: as many other scopes of one principal as there can sensibly be. */
const SHARE_OF_CALLER = 2;

const caller = { id: randomUUID(), clientId: randomUUID(), tenant: TENANT };
const clock = systemClock;
const store = new Store(join(folder, "azure.sqlite"));
const resources = new ResourceStore(store);
const activities = new ActivityLog(clock);
const misbehaviours = new MisbehaviourSettings(clock, activities);
const tokens = new Tokens(await openSigningKey(folder), clock);
const authorization = new Authorization(resources, [], new DecisionLog(store, clock), activities, misbehaviours);
const certificates = await Certificates.open(folder);

const guarded: Access = {
  authenticate: (header, audiences) => tokens.authenticate(header, audiences),
  authorize: (principal, request) => authorization.authorize(principal, request),
};
/** Everybody is the caller, who may do everything; the client still sends its token. */
const open: Access = {
  authenticate: () => Promise.resolve(caller),
  authorize: (principal, request) => ({ allowed: true, principal, request }),
};

const services = [guarded, open].map((access) => createKeyVault(platform(access)));
const [first] = services as [Service, Service];
const manager = new ResourceManager(resources, [
  resourceGroupType,
  roleAssignmentType(() => resources, { clock, misbehaviours }),
  ...first.resourceTypes,
]);
await declare();
const gateways = services.map((service) => new Gateway(certificates, [service]));
for (const gateway of gateways) await gateway.listen(0);
const serving: Serving = {
  ports: gateways.map(({ tlsPort }) => tlsPort) as [number, number],
  authorityFile: certificates.authorityFile,
  token: await tokens.issue(caller, "https://vault.azure.net", 3600),
};
process.send?.(serving);

function platform(access: Access): Platform {
  const unused = () => {
    throw new Error("a vault needs no other service");
  };
  return {
    folder,
    clock,
    store,
    resources,
    access,
    activities,
    misbehaviours,
    arm: { read: unused, act: unused },
    identities: { token: unused, environment: unused },
    wire: { fetch: unused, request: unused, environment: unused },
    debugged: new Set(),
  };
}

async function declare(): Promise<void> {
  const group = groupId("rg");
  const vault = `${group}/providers/Microsoft.KeyVault/vaults/kv-bench`;
  await manager.put(group, { location: "westeurope" });
  await manager.put(vault, {
    location: "westeurope",
    properties: { tenantId: TENANT, sku: { family: "A", name: "standard" }, enableRbacAuthorization: true },
  });
  await manager.put(`${vault}/secrets/read-me`, { properties: { value: "of a benchmark" } });
  for (let index = 0; index < Number(assignments); index += 1) {
    const scope = `${vault}/secrets/${index === 0 ? "read-me" : `other-${index}`}`;
    await manager.put(`${scope}/providers/Microsoft.Authorization/roleAssignments/${randomUUID()}`, {
      scope,
      principalId: index % SHARE_OF_CALLER === 0 ? caller.id : randomUUID(),
      principalType: "ServicePrincipal",
      roleDefinitionId: `/subscriptions/${SUBSCRIPTION}/providers/Microsoft.Authorization/roleDefinitions/${SECRETS_USER}`,
    });
  }
}
