import type { UserAssignedIdentity } from "@pulumi/azure-native/managedidentity/userAssignedIdentity.js";
import type { AppServicePlan } from "@pulumi/azure-native/web/appServicePlan.js";
import { WebApp } from "@pulumi/azure-native/web/webApp.js";
import { WebAppFtpAllowed } from "@pulumi/azure-native/web/webAppFtpAllowed.js";
import { WebAppScmAllowed } from "@pulumi/azure-native/web/webAppScmAllowed.js";
import {
  type ComponentResource,
  ErrorHook,
  type Input,
  log,
  type Resource,
  type ResourceTransformation,
} from "@pulumi/pulumi";
import { type App, type Issuer, takesTokens } from "../../contracts/index.js";
import { alwaysReady } from "../always-ready.js";
import { appSettings } from "../app-settings.js";
import type { Scale, TelemetryLevel } from "../config.js";
import type { Place } from "../place.js";
import { waitWhileBusy } from "../shipping/busy.js";
import { outside } from "../shipping/outside.js";
import type { WiredNeed } from "../wiring.js";
import { storageEndpoint } from "./keyless-account.js";
import type { Monitoring } from "./monitoring.js";

export interface FlexSiteArgs {
  /** Beginning of the Pulumi names. */
  readonly name: string;
  readonly parent: ComponentResource;
  readonly place: Place;
  readonly app: App;
  readonly siteName: string;
  /** The host's own storage account, and the container in it for the code that runs. */
  readonly accountName: string;
  readonly container: string;
  readonly identity: UserAssignedIdentity;
  readonly plan: AppServicePlan;
  readonly needs: readonly WiredNeed[];
  readonly monitoring: Pick<Monitoring, "connectionString">;
  readonly telemetry: TelemetryLevel;
  readonly scale: Scale;
  /** Origins whose pages may call its HTTP functions. */
  readonly allowedOrigins: readonly string[];
  /** Whose tokens its HTTP functions take. */
  readonly issuers: Input<readonly Issuer[]>;
}

/**
 * A function app on Flex Consumption, Node 22. No `linuxFxVersion`, no `ftpsState`: this plan refuses them.
 *
 * @param dependsOn what has to exist before the host starts: its grants and the container for its code.
 * @see https://learn.microsoft.com/azure/azure-functions/functions-infrastructure-as-code?pivots=flex-consumption-plan
 */
export function flexSite(args: FlexSiteArgs, dependsOn: Resource[]): WebApp {
  const { name, parent, place, siteName, identity, plan } = args;
  const siteConfig = {
    appSettings: appSettings({
      accountName: args.accountName,
      clientId: identity.clientId,
      connectionString: args.monitoring.connectionString,
      telemetry: args.telemetry,
      needs: args.needs,
      ...(takesTokens(args.app) ? { issuers: args.issuers } : {}),
    }),
    minTlsVersion: "1.2",
    scmMinTlsVersion: "1.2",
    http20Enabled: true,
    remoteDebuggingEnabled: false,
    ...cors(args),
  };
  return new WebApp(
    `${name}-site`,
    {
      name: siteName,
      resourceGroupName: place.group,
      location: place.location,
      kind: "functionapp,linux",
      serverFarmId: plan.id,
      identity: { type: "UserAssigned", userAssignedIdentities: [identity.id] },
      functionAppConfig: functionAppConfig(args),
      httpsOnly: true,
      siteConfig,
      tags: place.tags,
    },
    {
      parent,
      dependsOn,
      // Its name is fixed and taken until the old one is gone, also when a person asks for the replacement.
      deleteBeforeReplace: true,
      transformations: [withoutSdkDefaults(siteConfig)],
      hooks: { onError: [waitingWhileBusy(args)] },
      customTimeouts: { create: "20m", update: "20m", delete: "20m" },
    },
  );
}

/**
 * Nobody calls other functions from a page. Said also when there is no origin: what is left out of a site's
 * configuration stays as it was. No credentials: a token comes in a header, and a page has no cookie of the app.
 *
 * @see https://learn.microsoft.com/azure/app-service/app-service-web-tutorial-rest-api#app-service-cors-vs-your-cors
 */
function cors({ app, allowedOrigins }: FlexSiteArgs) {
  const answersHttp = Object.values(app.functions).some(({ trigger }) => trigger === "http");
  return answersHttp ? { cors: { allowedOrigins: [...allowedOrigins], supportCredentials: false } } : {};
}

function waitingWhileBusy({ name, parent, siteName }: FlexSiteArgs): ErrorHook {
  const report = (text: string) => log.info(text, parent, undefined, true);
  return new ErrorHook(`busy-${name}`, ({ errors }) => waitWhileBusy(`site ${siteName}`, errors, outside(report)));
}

/**
 * Puts the site's configuration back as it was declared. azure-native's SDK adds `netFrameworkVersion`, which Flex
 * Consumption refuses in some regions, and `localMySqlEnabled`, which it has no use for; and it makes one output of the
 * whole, so that a preview would know nothing of it while a part is unknown.
 *
 * @see https://github.com/pulumi/pulumi-azure-native/issues/4168
 */
const withoutSdkDefaults =
  (siteConfig: object): ResourceTransformation =>
  ({ props, opts }) => ({ props: { ...props, siteConfig }, opts });

function functionAppConfig({ app, accountName, container, identity, scale }: FlexSiteArgs) {
  const warm = alwaysReady(app, scale.alwaysReady);
  return {
    deployment: {
      storage: {
        type: "blobContainer",
        value: `${storageEndpoint(accountName, "blob")}/${container}`,
        authentication: { type: "UserAssignedIdentity", userAssignedIdentityResourceId: identity.id },
      },
    },
    runtime: { name: "node", version: "22" },
    scaleAndConcurrency: {
      instanceMemoryMB: scale.instanceMemoryMB,
      maximumInstanceCount: scale.maximumInstanceCount,
      ...(warm.length === 0 ? {} : { alwaysReady: warm }),
    },
  };
}

/**
 * Turns off publishing by user name and password, for FTP and for the deployment endpoint; tokens still publish. They
 * go with the site, as deleting one alone would turn it on again.
 *
 * @see https://learn.microsoft.com/azure/app-service/configure-basic-auth-disable
 */
export function withoutPasswords(
  { name, parent, place }: Pick<FlexSiteArgs, "name" | "parent" | "place">,
  site: WebApp,
): Resource[] {
  const args = { name: site.name, resourceGroupName: place.group, allow: false };
  const opts = { parent, replaceWith: [site], deletedWith: site, deleteBeforeReplace: true };
  return [new WebAppFtpAllowed(`${name}-ftp`, args, opts), new WebAppScmAllowed(`${name}-scm`, args, opts)];
}
