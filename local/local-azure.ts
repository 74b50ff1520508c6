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
import { Apis } from "./entra/apis.js";
import { DEPLOYER, DEVELOPER, Directory } from "./entra/directory.js";
import { Federation } from "./entra/federation.js";
import { DirectoryObjects } from "./entra/graph/directory-objects.js";
import type { Tenant } from "./entra/graph/directory-type.js";
import { isRoleHolder } from "./entra/graph/is-role-holder.js";
import { servicePrincipalNames } from "./entra/graph/relations.js";
import { createLogin } from "./entra/login.js";
import { ManagedIdentities } from "./entra/managed-identities.js";
import { refusals } from "./entra/refusals.js";
import { Tokens } from "./entra/tokens.js";
import { trialToken } from "./entra/trial-token.js";
import { createEventGrid } from "./eventgrid/index.js";
import { createFunctions } from "./functions/index.js";
import { Certificates } from "./gateway/certificates.js";
import { Gateway } from "./gateway/gateway.js";
import { LocalWire } from "./gateway/local-wire.js";
import { GitHubIssuer } from "./github/github-issuer.js";
import { JobTokens } from "./github/job-tokens.js";
import { createKeyVault } from "./keyvault/index.js";
import { createManagement } from "./management/index.js";
import { createMonitor } from "./monitor/index.js";
import { AzureNative } from "./provider/azure-native.js";
import { AzureAd } from "./provider/azuread.js";
import { createInvokes } from "./provider/invokes.js";
import { type Packages, ProviderLogins } from "./provider/provider-logins.js";
import { ProviderServer } from "./provider/provider-server.js";
import { createSend } from "./provider/send.js";
import { ArmClient } from "./resources/arm-client.js";
import { Registrations } from "./resources/registrations.js";
import { resourceGroupType } from "./resources/resource-group.js";
import { ResourceManager } from "./resources/resource-manager.js";
import { ResourceStore } from "./resources/resource-store.js";
import type { Principal } from "./shared/access.js";
import { SUBSCRIPTION, TENANT } from "./shared/arm-id.js";
import { systemClock } from "./shared/clock.js";
import { MovableClock } from "./shared/movable-clock.js";
import type { Platform, Service } from "./shared/service.js";
import { openSigningKey } from "./shared/signing-key.js";
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
 * @param options `owner`, the process that it is started for; `onStop` is called when a command asks it to end; `otlpEndpoint`,
 *   where telemetry is sent as well.
 */
export async function startLocalAzure(
  folder: string,
  options: { readonly owner?: number; readonly onStop?: () => void; readonly otlpEndpoint?: string } = {},
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
  const objects = new DirectoryObjects(store);
  const apis = new Apis(objects);
  const tokens = new Tokens(signingKey, systemClock, apis);
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
  const eventGrid = createEventGrid(platform);
  const monitor = createMonitor(platform, options.otlpEndpoint);
  const tenant: Tenant = {
    objects,
    isPrincipal: (id) => directory.has(id) || identities.has(id),
  };
  const federation = new Federation(tenant.objects, wire, systemClock);
  const gitHub = new GitHubIssuer(() => openSigningKey(folder, "github.key"), systemClock);
  const jobs = new JobTokens(gitHub);
  services.push(
    createLogin(signingKey, tokens, directory, federation, clock, apis),
    gitHub,
    createStorage(platform, eventGrid.blobEvents),
    createKeyVault(platform),
    monitor,
    functions,
    eventGrid,
  );

  const login = directory.principal(DEPLOYER);
  const types = [
    resourceGroupType,
    roleAssignmentType(
      () => resources,
      platform,
      (id) => directory.has(id) || isRoleHolder(tenant.objects, id),
    ),
    ...services.flatMap((service) => service.resourceTypes),
  ];
  const registrations = new Registrations(store, clock, misbehaviours);
  const manager = new ResourceManager(resources, types, registrations);
  const armOf = (principal: Principal) => new ArmClient(manager, platform.access, principal);
  services.push(createManagement({ access: platform.access, resources, registrations, misbehaviours, armOf }));
  const send = createSend(platform);
  const packagesOf = (principal: Principal): Packages => {
    const arm = armOf(principal);
    const invokes = createInvokes(arm, send, tokens, principal);
    return {
      "azure-native": new AzureNative(sdkVersion("azure-native"), arm, send, invokes),
      // Who set up the tenant administers it; an application has permissions of Microsoft Graph only if it is given some.
      azuread: new AzureAd(sdkVersion("azuread"), tenant, { principal, administers: principal.id === login.id }),
    };
  };
  const providers = Object.entries(packagesOf(login)).map(([name, kind]) => ({
    name,
    server: new ProviderServer(kind),
  }));
  const logins = new ProviderLogins(packagesOf);
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
        people: new Map([
          ...[DEPLOYER, DEVELOPER].map((name) => [directory.principal(name).id, name] as const),
          ...servicePrincipalNames(tenant.objects),
        ]),
      }),
    metrics: () => eventGrid.metrics.read(),
    traces: monitor.traces,
    clock,
    inspect: (app, debugging) => functions.inspect(app, debugging),
    scale: (app, instances) => functions.scale(app, instances),
    credentialsOf: (person) => directory.credentials(person),
    objectIdOf: (person) => directory.principal(person).id,
    trialToken: (asked) => trialToken(asked, apis, tokens, directory.principal(DEVELOPER)),
    gitHubJob: (subject, claims) => jobs.job(subject, claims),
    async providersOf({ clientId, tenantId, token }) {
      if (tenantId !== TENANT) throw refusals.noTenant(tenantId, "invalid_request");
      return attached(await logins.portsOf(await federation.login(clientId, token)));
    },
    stop: () => options.onStop?.(),
  });

  const before = lastRun(folder);
  await gateway.listen(before?.proxyPort ?? 0);
  await Promise.all([identities.listen(), jobs.listen()]);
  for (const service of services) await service.start();
  for (const { name, server } of providers) await server.listen(before?.providers[name] ?? 0);
  const ports = Object.fromEntries(providers.map(({ name, server }) => [name, server.port]));
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
      for (const { server } of providers) server.close();
      await logins.close();
      for (const service of services.toReversed()) await service.stop();
      await decisions.close();
      await Promise.all([control.close(), identities.close(), jobs.close(), wire.close(), gateway.close()]);
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
