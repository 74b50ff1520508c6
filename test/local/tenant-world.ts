import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ControlClient } from "../../local/control/control-client.js";
import { type LocalAzure, startLocalAzure } from "../../local/local-azure.js";
import { ProviderClient } from "../../local/provider/provider-client.js";
import { groupId, SUBSCRIPTION, TENANT } from "../../local/shared/arm-id.js";
import type { Properties } from "../../local/shared/resource.js";

export const ISSUER = "https://token.actions.githubusercontent.com";
export const AUDIENCE = "api://AzureADTokenExchange";
export const APPLICATION = "azuread:index/application:Application";
export const SERVICE_PRINCIPAL = "azuread:index/servicePrincipal:ServicePrincipal";
export const CREDENTIAL = "azuread:index/applicationFederatedIdentityCredential:ApplicationFederatedIdentityCredential";
export const APP_ROLE_ASSIGNMENT = "azuread:index/appRoleAssignment:AppRoleAssignment";
export const GROUP = "azure-native:resources:ResourceGroup";

/** An application that can log in by a token of one subject. */
export interface Federated {
  /** As azuread forms it. */
  readonly applicationId: string;
  readonly clientId: string;
  /** Of its service principal. */
  readonly objectId: string;
}

/** A whole local Azure in this process, with the administrator's providers at hand. */
export class TenantWorld {
  private constructor(
    private readonly folder: string,
    readonly azure: LocalAzure,
    readonly azuread: ProviderClient,
    readonly azureNative: ProviderClient,
  ) {}

  static async open(): Promise<TenantWorld> {
    const folder = mkdtempSync(join(tmpdir(), "gridwire-tenant-"));
    const azure = await startLocalAzure(folder);
    const { azuread = 0, "azure-native": azureNative = 0 } = azure.run.providers;
    return new TenantWorld(folder, azure, new ProviderClient(azuread), new ProviderClient(azureNative));
  }

  async close(): Promise<void> {
    this.azuread.close();
    this.azureNative.close();
    await this.azure.stop();
    rmSync(this.folder, { recursive: true });
  }

  get control(): ControlClient {
    return new ControlClient(this.azure.run);
  }

  /** Client id of a new application. */
  async application(
    name: string,
    inputs: Properties = {},
  ): Promise<{ readonly id: string; readonly clientId: string }> {
    const id = await this.azuread.create(APPLICATION, { displayName: name, ...inputs });
    return { id, clientId: String((await this.azuread.outputs(APPLICATION, id)).clientId) };
  }

  /** Object id of the application's new service principal. */
  async servicePrincipal(clientId: string): Promise<string> {
    const id = await this.azuread.create(SERVICE_PRINCIPAL, { clientId });
    return String((await this.azuread.outputs(SERVICE_PRINCIPAL, id)).objectId);
  }

  credential(applicationId: string, name: string, subject: string, more: Properties = {}): Promise<string> {
    const inputs = { applicationId, displayName: name, issuer: ISSUER, subject, audiences: [AUDIENCE], ...more };
    return this.azuread.create(CREDENTIAL, inputs);
  }

  async federated(name: string, subject: string): Promise<Federated> {
    const { id: applicationId, clientId } = await this.application(name);
    const objectId = await this.servicePrincipal(clientId);
    await this.credential(applicationId, name, subject);
    return { applicationId, clientId, objectId };
  }

  /** A job's token, asked for as a job does. */
  async token(subject: string, audience = AUDIENCE): Promise<string> {
    const job = await this.control.gitHubJob(subject);
    const response = await fetch(`${job.ACTIONS_ID_TOKEN_REQUEST_URL}&audience=${encodeURIComponent(audience)}`, {
      headers: { authorization: `bearer ${job.ACTIONS_ID_TOKEN_REQUEST_TOKEN}` },
    });
    return ((await response.json()) as { value: string }).value;
  }

  /** A provider that is logged in as an application. */
  async providerOf(name: "azuread" | "azure-native", clientId: string, subject: string): Promise<ProviderClient> {
    const { PULUMI_DEBUG_PROVIDERS: providers = "" } = await this.control.providersOf({
      clientId,
      tenantId: TENANT,
      token: await this.token(subject),
    });
    return new ProviderClient(Number(new RegExp(`(?:^|,)${name}:(\\d+)`).exec(providers)?.[1]));
  }

  /** Gives a role at a group. @param role GUID of a built-in role. */
  async grant(principalId: string, role: string, scope: string): Promise<void> {
    await this.azureNative.create("azure-native:authorization:RoleAssignment", {
      roleAssignmentName: crypto.randomUUID(),
      principalId,
      principalType: "ServicePrincipal",
      roleDefinitionId: `/subscriptions/${SUBSCRIPTION}/providers/Microsoft.Authorization/roleDefinitions/${role}`,
      scope,
    });
  }

  /** Id of a new resource group. */
  async group(name: string): Promise<string> {
    await this.azureNative.create(GROUP, { resourceGroupName: name, location: "westeurope" });
    return groupId(name);
  }
}
