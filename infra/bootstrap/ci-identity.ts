import { Application } from "@pulumi/azuread/application.js";
import { ApplicationFederatedIdentityCredential } from "@pulumi/azuread/applicationFederatedIdentityCredential.js";
import { ServicePrincipal } from "@pulumi/azuread/servicePrincipal.js";
import * as pulumi from "@pulumi/pulumi";
import { claimsOf, type Identity } from "./identities.js";
import type { Principal } from "./rights.js";
import { AUDIENCE, ISSUER, type Repository, type SubjectForm, subjectOf } from "./subject.js";

export interface CiIdentityArgs {
  readonly identity: Identity;
  readonly repository: Repository;
  readonly subjects: SubjectForm;
}

/**
 * Who CI logs in as, for one purpose in one environment: an application that has no secret, and trusts the tokens of
 * this repository's jobs in the environments named, each by its whole subject.
 */
export class CiIdentity extends pulumi.ComponentResource {
  /** What `AZURE_CLIENT_ID` says to log in as it. */
  readonly clientId: pulumi.Output<string>;
  readonly principal: Principal & { readonly objectId: pulumi.Output<string>; readonly target: pulumi.Resource };

  constructor(args: CiIdentityArgs, opts?: pulumi.ComponentResourceOptions) {
    const { name, place, purpose } = args.identity;
    super("gridwire:bootstrap:CiIdentity", name, {}, opts);
    const application = new Application(
      `${name}-application`,
      {
        displayName: `gridwire-${name}`,
        description: `CI of ${args.repository.owner}/${args.repository.name}, to ${purpose} ${place}`,
        // A second one of the same name would be trusted by nobody, and found by everybody.
        preventDuplicateNames: true,
      },
      { parent: this },
    );
    const servicePrincipal = new ServicePrincipal(
      `${name}-principal`,
      { clientId: application.clientId },
      { parent: this },
    );
    for (const claim of claimsOf(args.identity)) trust(claim, args, application, this);
    this.clientId = application.clientId;
    this.principal = {
      label: name,
      objectId: servicePrincipal.objectId,
      type: "ServicePrincipal",
      target: servicePrincipal,
    };
    this.registerOutputs({ clientId: this.clientId });
  }
}

/**
 * Names of credentials are 3 to 120 letters, digits, hyphens and underscores, and never change.
 * https://learn.microsoft.com/graph/api/resources/federatedidentitycredential
 */
function trust(claim: string, args: CiIdentityArgs, application: Application, parent: CiIdentity) {
  const { identity, repository, subjects } = args;
  const displayName = claim.replace(/[^A-Za-z0-9]/g, "-");
  return new ApplicationFederatedIdentityCredential(
    `${identity.name}-${displayName}`,
    {
      applicationId: application.id,
      displayName: `github-${displayName}`,
      description: `Jobs of ${repository.owner}/${repository.name} in ${claim.replace(":", " ")}`,
      issuer: ISSUER,
      subject: subjectOf(repository, subjects, claim),
      audiences: [AUDIENCE],
    },
    { parent },
  );
}
