import type * as pulumi from "@pulumi/pulumi";
import { PULL_REQUESTS } from "../environments.js";
import type { BootstrapConfig } from "./config.js";
import type { GitHubEnvironment, Identity, Place } from "./identities.js";
import { backendUrl, type StateNames } from "./state-names.js";

/** What CI needs to know of an environment, by the names of GitHub's variables. None of it is secret. */
export interface Variables<Id = string> {
  readonly AZURE_CLIENT_ID: Id;
  readonly AZURE_TENANT_ID: string;
  readonly AZURE_SUBSCRIPTION_ID: string;
  readonly PULUMI_BACKEND_URL: string;
  /** Client id of the API, for stacks that have no file of their own to say it. */
  readonly API_CLIENT_ID?: Id;
}

/** An environment of GitHub as bootstrap wants it. */
export interface WantedEnvironment<Id = string> extends GitHubEnvironment {
  readonly variables: Variables<Id>;
}

/** What GitHub has to be told. */
export interface GitHubSettings<Id = string> {
  readonly environments: readonly WantedEnvironment<Id>[];
  /** Of the repository: what jobs in no environment see. Left out when no identity trusts pull requests. */
  readonly repository?: Variables<Id>;
}

export interface KnownIdentity {
  readonly identity: Identity;
  readonly clientId: pulumi.Output<string>;
}

/** The variables of each of GitHub's environments, and of the repository. */
export function gitHubSettings(
  identities: readonly KnownIdentity[],
  { tenantId, subscriptionId }: Pick<BootstrapConfig, "tenantId" | "subscriptionId">,
  names: Pick<StateNames, "account">,
  apis: Readonly<Partial<Record<Place, { readonly clientId: pulumi.Output<string> }>>>,
): GitHubSettings<pulumi.Output<string>> {
  const variablesOf = ({ identity, clientId }: KnownIdentity) => ({
    AZURE_CLIENT_ID: clientId,
    AZURE_TENANT_ID: tenantId,
    AZURE_SUBSCRIPTION_ID: subscriptionId,
    PULUMI_BACKEND_URL: backendUrl(names, identity.place),
    ...apiVariable(identity, apis),
  });
  const ofPullRequests = identities.find(({ identity }) => identity.pullRequests);
  return {
    environments: identities.flatMap((known) =>
      known.identity.environments.map((environment) => ({ ...environment, variables: variablesOf(known) })),
    ),
    ...(ofPullRequests === undefined ? {} : { repository: variablesOf(ofPullRequests) }),
  };
}

/** The stacks of pull requests are made of dev's file, and have nothing of dev's but settings. */
function apiVariable(
  { place }: Identity,
  apis: Readonly<Partial<Record<Place, { readonly clientId: pulumi.Output<string> }>>>,
): { readonly API_CLIENT_ID?: pulumi.Output<string> } {
  const api = place === PULL_REQUESTS ? apis[place] : undefined;
  return api === undefined ? {} : { API_CLIENT_ID: api.clientId };
}
