import { UserAssignedIdentity } from "@pulumi/azure-native/managedidentity/userAssignedIdentity.js";
import { BlobContainer } from "@pulumi/azure-native/storage/blobContainer.js";
import type { StorageAccount } from "@pulumi/azure-native/storage/storageAccount.js";
import { AppServicePlan } from "@pulumi/azure-native/web/appServicePlan.js";
import type { WebApp } from "@pulumi/azure-native/web/webApp.js";
import * as pulumi from "@pulumi/pulumi";
import type { App, HandledBy, Issuer, OnEvent } from "../../contracts/index.js";
import type { DeliverWith, Scale, TelemetryLevel } from "../config.js";
import type { Package } from "../package-of.js";
import type { Place } from "../place.js";
import { roleFor } from "../role-for.js";
import { roles } from "../roles.js";
import type { KeyName } from "../shipping/host-keys.js";
import { type WiredNeed, type Wiring, wiredNeeds } from "../wiring.js";
import { type Endpoint, functionEndpoint, webhookEndpoint } from "./endpoint.js";
import type { Subscriber } from "./event-topic.js";
import { flexSite, withoutPasswords } from "./flex-site.js";
import { FunctionPackage } from "./function-package.js";
import { Grants } from "./grants.js";
import { HostKey } from "./host-key.js";
import { keylessAccount } from "./keyless-account.js";
import type { Ledger } from "./ledger.js";
import type { Monitoring } from "./monitoring.js";

/** Container of the host's account in which the platform keeps the code that runs. */
const PACKAGES = "packages";

export interface FunctionAppArgs<A extends App> {
  readonly place: Place;
  readonly monitoring: Pick<Monitoring, "insights" | "connectionString">;
  readonly telemetry: TelemetryLevel;
  readonly scale: Scale;
  /** What opens the app to Event Grid. */
  readonly deliverWith: DeliverWith;
  /** Origins whose pages may call its HTTP functions. */
  readonly allowedOrigins: readonly string[];
  /** Whose tokens its HTTP functions take. */
  readonly issuers: pulumi.Input<readonly Issuer[]>;
  /** Keeps what is live on the site. */
  readonly ledger: Ledger;
  readonly code: Promise<Package>;
  /** What meets each need of the manifest, under the need's name: all of them, and nothing else. */
  readonly wiring: Wiring<A["needs"]>;
}

/** What the steps below share. */
interface Parts {
  readonly name: string;
  readonly place: Place;
  readonly ledger: Ledger;
  readonly parent: pulumi.ComponentResource;
}

/**
 * A function app as its manifest wants it: an identity with just the rights that follow from its needs, made and
 * granted before the site, so that the grants have time to spread; a plan and a host storage account of its own; the
 * site; its code, live; the host's key, where Event Grid is to deliver with one.
 *
 * @example
 * new FunctionApp(recorder, { ...shared, code: packageOf(recorder), wiring: { rawNames: data.container(rawNames) } });
 */
export class FunctionApp<A extends App> extends pulumi.ComponentResource implements Subscriber<HandledBy<A>> {
  readonly appName: string;
  /** e.g. `https://func-recorder-dev-1a2b3c.azurewebsites.net`. */
  readonly url: string;
  /** ARM id of its host's storage account. */
  readonly accountId: pulumi.Output<string>;
  /** Hash of the code that is live, in hexadecimal digits: known in a preview. */
  readonly packageHash: pulumi.Output<string>;
  readonly eventFunctions: readonly { readonly name: string; readonly on: OnEvent<HandledBy<A>> }[];
  readonly live: pulumi.Resource;
  /** Where Event Grid delivers to a function of this app. */
  readonly endpoint: (functionName: string) => Endpoint;

  /** @throws when the wiring does not lead where the manifest says. */
  constructor(app: A, args: FunctionAppArgs<A>, opts?: pulumi.ComponentResourceOptions) {
    super("gridwire:infra:FunctionApp", app.name, {}, opts);
    const { place, monitoring, telemetry, scale, deliverWith, allowedOrigins, issuers, ledger, code } = args;
    const parts: Parts = { name: app.name, place, ledger, parent: this };
    const needs = wiredNeeds(app, args.wiring);
    const siteName = place.names.app(app.name);
    const accountName = place.names.account(app.name);
    this.appName = app.name;
    this.url = `https://${siteName}.azurewebsites.net`;
    this.eventFunctions = eventFunctionsOf(app);

    const identity = appIdentity(parts);
    const account = keylessAccount(`${app.name}-account`, accountName, place, this);
    this.accountId = account.id;
    const packages = packageContainer(parts, account);
    const grants = appGrants(parts, identity, { scope: account.id, label: accountName, target: account }, needs, args);
    const site = flexSite(
      {
        ...parts,
        app,
        siteName,
        accountName,
        container: PACKAGES,
        identity,
        plan: plan(parts),
        needs,
        monitoring,
        telemetry,
        scale,
        allowedOrigins,
        issuers,
      },
      [grants, packages, ledger],
    );
    const closed = withoutPasswords(parts, site);
    const shipped = shippedCode(parts, site, siteName, code, [grants, ...closed]);
    this.packageHash = shipped.hash;
    // Only an app with a trigger of Event Grid has a key for it.
    const withKey = this.eventFunctions.length > 0 && deliverWith !== "azureFunction";
    const key = withKey
      ? hostKey(parts, site, { siteName, siteUrl: this.url, keyName: deliverWith }, shipped)
      : undefined;
    this.live = key ?? shipped;
    this.endpoint = (functionName) =>
      key === undefined
        ? functionEndpoint(site, siteName, functionName, place)
        : webhookEndpoint(this.url, functionName, key.key);
    this.registerOutputs({ url: this.url });
  }
}

function eventFunctionsOf<A extends App>({ functions }: A): { name: string; on: OnEvent<HandledBy<A>> }[] {
  return Object.entries(functions).flatMap(([name, on]) =>
    // What the manifest's type says of its event functions, for those that are found to be such.
    on.trigger === "event" ? [{ name, on: on as OnEvent<HandledBy<A>> }] : [],
  );
}

function appIdentity({ name, place, parent }: Parts): UserAssignedIdentity {
  return new UserAssignedIdentity(
    `${name}-identity`,
    {
      resourceName: place.names.identity(name),
      resourceGroupName: place.group,
      location: place.location,
      tags: place.tags,
    },
    { parent },
  );
}

function packageContainer({ name, place, parent }: Parts, account: StorageAccount): BlobContainer {
  return new BlobContainer(
    `${name}-packages`,
    { accountName: account.name, containerName: PACKAGES, resourceGroupName: place.group, publicAccess: "None" },
    { parent },
  );
}

/** What every host needs, and what this app's needs ask for. */
function appGrants(
  { name, place, parent }: Parts,
  identity: UserAssignedIdentity,
  account: Pick<WiredNeed["wire"], "scope" | "label" | "target">,
  needs: readonly WiredNeed[],
  { monitoring }: Pick<FunctionAppArgs<App>, "monitoring">,
): Grants {
  const host = [
    {
      key: "host",
      role: roles.storageBlobDataOwner,
      on: account,
      why: `The host of ${name} keeps its keys, leases and package`,
    },
    {
      key: "telemetry",
      role: roles.monitoringMetricsPublisher,
      on: monitoring.insights,
      why: `The host of ${name} sends its telemetry`,
    },
  ];
  const declared = needs.map(({ key, need, wire }) => ({
    key: `need-${key}`,
    role: roleFor(need),
    on: wire,
    why: `App ${name} declares the need ${key}: ${need.kind === "publish" ? "publish" : need.access}`,
  }));
  const identityName = place.names.identity(name);
  return new Grants(`${name}-grants`, { place, identity, identityName, grants: [...host, ...declared] }, { parent });
}

/** https://learn.microsoft.com/azure/azure-functions/functions-infrastructure-as-code?pivots=flex-consumption-plan */
function plan({ name, place, parent }: Parts): AppServicePlan {
  return new AppServicePlan(
    `${name}-plan`,
    {
      name: place.names.plan(name),
      resourceGroupName: place.group,
      location: place.location,
      kind: "functionapp",
      sku: { name: "FC1", tier: "FlexConsumption" },
      reserved: true,
      tags: place.tags,
    },
    { parent },
  );
}

function shippedCode(
  { name, ledger, parent }: Parts,
  site: WebApp,
  siteName: string,
  code: Promise<Package>,
  dependsOn: pulumi.Resource[],
): FunctionPackage {
  return new FunctionPackage(
    `${name}-package`,
    { siteName, code },
    // A site that is replaced has the same id, and no code: only `replaceWith` ships again.
    { parent, provider: ledger, dependsOn: [site, ...dependsOn], replaceWith: [site], deletedWith: site },
  );
}

function hostKey(
  { name, place, ledger, parent }: Parts,
  site: WebApp,
  { siteName, siteUrl, keyName }: { siteName: string; siteUrl: string; keyName: KeyName },
  shipped: FunctionPackage,
): HostKey {
  return new HostKey(
    `${name}-key`,
    { siteName, siteUrl, group: place.group, keyName, shipped: shipped.hash },
    { parent, provider: ledger, dependsOn: [site, shipped], replaceWith: [site], deletedWith: site },
  );
}
