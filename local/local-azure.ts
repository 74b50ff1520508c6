import { mkdirSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { audit } from "./authorization/audit.js";
import { Authorization } from "./authorization/authorization.js";
import { DecisionLog } from "./authorization/decision-log.js";
import { requireStanding } from "./authorization/require-standing.js";
import { roleAssignmentType } from "./authorization/role-assignment.js";
import { ActivityLog } from "./control/activity-log.js";
import { ControlServer } from "./control/control-server.js";
import { MisbehaviourSettings } from "./control/misbehaviour-settings.js";
import { lastRun, type Run, writeRun } from "./control/run-file.js";
import { DEPLOYER, DEVELOPER, Directory } from "./entra/directory.js";
import { createLogin } from "./entra/login.js";
import { ManagedIdentities } from "./entra/managed-identities.js";
import { openSigningKey } from "./entra/signing-key.js";
import { Tokens } from "./entra/tokens.js";
import { createEventGrid } from "./eventgrid/index.js";
import { createFunctions } from "./functions/index.js";
import { Certificates } from "./gateway/certificates.js";
import { Gateway } from "./gateway/gateway.js";
import { LocalWire } from "./gateway/local-wire.js";
import { createKeyVault } from "./keyvault/index.js";
import { createMonitor } from "./monitor/index.js";
import { AzureNative } from "./provider/azure-native.js";
import { AzureAd } from "./provider/azuread.js";
import { createInvokes } from "./provider/invokes.js";
import { ProviderServer } from "./provider/provider-server.js";
import { createSend } from "./provider/send.js";
import { ArmClient } from "./resources/arm-client.js";
import { resourceGroupType } from "./resources/resource-group.js";
import { ResourceManager } from "./resources/resource-manager.js";
import { ResourceStore } from "./resources/resource-store.js";
import { SUBSCRIPTION } from "./shared/arm-id.js";
import { systemClock } from "./shared/clock.js";
import { MovableClock } from "./shared/movable-clock.js";
import type { Platform, Service } from "./shared/service.js";
import { Store } from "./shared/store.js";
import { standingGrants } from "./standing-grants.js";
import { createStorage } from "./storage/index.js";

/** A running local Azure. */
export interface LocalAzure {
  readonly run: Run;
  /** Ends it; what was declared and accepted stays in its folder. */
  stop(): Promise<void>;
}

/**
 * Starts a local Azure.
 *
 * @param folder where it keeps everything; made when absent, readable by its user alone.
 * @param options `owner`, the process that it is started for; `onStop` is called when a command asks it to end.
 */
export async function startLocalAzure(
  folder: string,
  options: { readonly owner?: number; readonly onStop?: () => void } = {},
): Promise<LocalAzure> {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const store = new Store(join(folder, "azure.sqlite"));
  const clock = new MovableClock(store);
  // Read by people and programs outside, who have the machine's time.
  const activities = new ActivityLog(systemClock);
  const resources = new ResourceStore(store);

  const directory = new Directory(store);
  const signingKey = await openSigningKey(folder);
  // Held by SDKs, which know when one expires by the machine's time.
  const tokens = new Tokens(signingKey, systemClock);
  const identities = new ManagedIdentities(tokens, resources);
  const decisions = new DecisionLog(store, clock);
  const misbehaviours = new MisbehaviourSettings(clock, activities);
  const authorization = new Authorization(resources, standingGrants(directory), decisions, activities, misbehaviours);

  const services: Service[] = [];
  const certificates = await Certificates.open(folder);
  const gateway = new Gateway(certificates, services);
  const wire = new LocalWire(gateway, certificates);
  const platform: Platform = {
    folder,
    clock,
    store,
    resources,
    // Of the types of all services, which are made from this.
    arm: { read: (id) => manager.read(id), act: (id, action, body) => manager.act(id, action, body) },
    access: {
      authenticate: (header, audiences) => tokens.authenticate(header, audiences),
      authorize: (principal, request) => authorization.authorize(principal, request),
    },
    identities,
    activities,
    misbehaviours,
    wire,
    debugged: new Set(),
  };
  const functions = createFunctions(platform);
  services.push(
    createLogin(signingKey, tokens, directory, clock),
    createStorage(platform),
    createKeyVault(platform),
    createMonitor(platform),
    functions,
    createEventGrid(platform),
  );

  const login = directory.principal(DEPLOYER);
  const azuread = new AzureAd(sdkVersion("azuread"), store, login);
  const types = [
    resourceGroupType,
    roleAssignmentType(
      () => resources,
      platform,
      (id) => directory.has(id) || azuread.has(id),
    ),
    ...services.flatMap((service) => service.resourceTypes),
  ];
  const manager = new ResourceManager(resources, types);
  const arm = new ArmClient(manager, platform.access, login);
  const send = createSend(platform);
  const providers = {
    "azure-native": new ProviderServer(
      new AzureNative(sdkVersion("azure-native"), arm, send, createInvokes(arm, send, tokens, login)),
    ),
    azuread: new ProviderServer(azuread),
  };
  const control = new ControlServer(activities, {
    status: () => ({
      pid: process.pid,
      resources: resources.count(),
      apps: functions.apps(),
      memoryMB: Math.round(process.memoryUsage.rss() / 1e6),
    }),
    keys: (app) => functions.keysOf(app),
    misbehaviours,
    deployAs(roles) {
      const grants = standingGrants(directory, roles);
      requireStanding(resources, grants);
      authorization.setStanding(grants);
    },
    audit: async () =>
      audit({
        resources,
        assignments: authorization.assignments(),
        decisions: await decisions.all(),
        people: new Map([DEPLOYER, DEVELOPER].map((name) => [directory.principal(name).id, name])),
      }),
    clock,
    inspect: (app, debugging) => functions.inspect(app, debugging),
    stop: () => options.onStop?.(),
  });

  const before = lastRun(folder);
  await gateway.listen(before?.proxyPort ?? 0);
  await identities.listen();
  for (const service of services) await service.start();
  for (const [name, provider] of Object.entries(providers)) await provider.listen(before?.providers[name] ?? 0);
  const ports = Object.fromEntries(Object.entries(providers).map(([name, { port }]) => [name, port]));
  const run: Run = {
    pid: process.pid,
    ...(options.owner === undefined ? {} : { owner: options.owner }),
    startedAt: systemClock.now().toISOString(),
    environment: {
      ...wire.environment(),
      ...directory.credentials(DEVELOPER),
      AZURE_SUBSCRIPTION_ID: SUBSCRIPTION,
      ...attached(ports),
    },
    providers: ports,
    proxyPort: gateway.proxyPort,
    control: { url: await control.listen(), token: control.token },
  };
  writeRun(folder, run);

  return {
    run,
    async stop() {
      for (const provider of Object.values(providers)) provider.close();
      for (const service of services.toReversed()) await service.stop();
      await decisions.close();
      await Promise.all([control.close(), identities.close(), wire.close(), gateway.close()]);
      store.close();
    },
  };
}

/** Makes the Pulumi engine use the local providers, and look for no plugin of theirs on the network. */
const attached = (ports: Readonly<Record<string, number>>) => ({
  PULUMI_DEBUG_PROVIDERS: Object.entries(ports)
    .map(([name, port]) => `${name}:${port}`)
    .join(","),
  PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
});

/** The version of the package's SDK beside the program: the engine asks for the provider of the same. */
function sdkVersion(name: string): string {
  const { version } = createRequire(join(process.cwd(), "package.json"))(`@pulumi/${name}/package.json`) as {
    version: string;
  };
  return version.replace(/^v/, "");
}
