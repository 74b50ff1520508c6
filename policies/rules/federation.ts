import type { FederatedIdentityCredentialArgs } from "@pulumi/azure-native/managedidentity/federatedIdentityCredential.js";
import { type Finding, unknown, violation } from "../kit/finding.js";
import { type Peeked, peek } from "../kit/peek.js";
import { type ResourceRule, resourceRule } from "../kit/rule.js";

const GITHUB = "https://token.actions.githubusercontent.com";
const AUDIENCE = "api://AzureADTokenExchange";

/**
 * Names the repository and one environment, branch or tag of it. The ids of owner and repository are part of it where
 * the repository is younger than July 2026: https://docs.github.com/en/actions/reference/security/oidc
 */
const GITHUB_SUBJECT = /^repo:[\w.-]+(@\d+)?\/[\w.-]+(@\d+)?:(environment:.+|ref:refs\/(heads|tags)\/.+)$/;

const ISSUERS = {
  issuers: {
    description: "Who may issue tokens that are trusted",
    type: "array",
    items: { type: "string" },
    default: [GITHUB],
  },
} as const;

/** azuread's flexible credential, as far as the rule needs it. */
interface Flexible {
  readonly issuer: string;
  readonly audience: string;
  readonly claimsMatchingExpression: string;
}

const GUIDE = "https://learn.microsoft.com/azure/developer/github/connect-from-azure-openid-connect";

/** Rules about whose tokens are taken in place of a secret. */
export const federationRules: readonly ResourceRule[] = [
  resourceRule<FederatedIdentityCredentialArgs>({
    name: "federation-narrow",
    title: "Trust in a pipeline is narrow",
    description:
      "A wide subject lets every branch or pull request, and so whoever can open one, sign in as the identity.",
    types: [
      "azure-native:managedidentity:FederatedIdentityCredential",
      "azuread:index/applicationFederatedIdentityCredential:ApplicationFederatedIdentityCredential",
    ],
    level: "mandatory",
    severity: "critical",
    remedy:
      "Trust repo:<owner>/<name>:environment:<environment> of GitHub, for the audience api://AzureADTokenExchange.",
    same: { checkov: ["CKV_AZURE_249"], mcsb: "IM-3" },
    url: GUIDE,
    settings: ISSUERS,
    *check({ props }, { settings }) {
      yield* expectIssuer(
        peek(() => props.issuer),
        settings.issuers as string[],
      );
      const audiences = peek(() => props.audiences);
      if (audiences.is === "unknown") yield unknown("audiences");
      else if (audiences.is === "absent" || audiences.value.length !== 1 || audiences.value[0] !== AUDIENCE)
        yield violation(`Its audience is not ${AUDIENCE} alone.`);
      const subject = peek(() => props.subject);
      if (subject.is === "unknown") yield unknown("subject");
      else if (subject.is === "absent" || subject.value.includes("*")) yield violation("Its subject is open.");
      else if (
        peek(() => props.issuer).is === "value" &&
        props.issuer === GITHUB &&
        !GITHUB_SUBJECT.test(subject.value)
      )
        yield violation("Its subject names no environment, branch or tag of one repository.");
    },
  }),
  resourceRule<Flexible>({
    name: "federation-flexible-narrow",
    title: "A pattern of trust names one repository",
    description: "A wildcard in the repository's part trusts repositories that anybody may create.",
    types: [
      "azuread:index/applicationFlexibleFederatedIdentityCredential:ApplicationFlexibleFederatedIdentityCredential",
    ],
    level: "mandatory",
    severity: "critical",
    remedy: "Write the repository out: a wildcard only after repo:<owner>/<name>:environment: or :ref:.",
    same: { mcsb: "IM-3" },
    url: "https://learn.microsoft.com/entra/workload-id/workload-identities-flexible-federated-identity-credentials",
    settings: ISSUERS,
    *check({ props }, { settings }) {
      yield* expectIssuer(
        peek(() => props.issuer),
        settings.issuers as string[],
      );
      const expression = peek(() => props.claimsMatchingExpression);
      if (expression.is === "unknown") yield unknown("claimsMatchingExpression");
      if (expression.is !== "value") return;
      const subjects = [...expression.value.matchAll(/claims\['sub'\]\s+(?:matches|eq)\s+'([^']*)'/g)];
      if (subjects.length === 0) yield violation("Its expression says nothing of the subject.");
      for (const [, subject = ""] of subjects)
        if (!/^repo:[\w.-]+(@\d+)?\/[\w.-]+(@\d+)?:(environment|ref):[^*?]/.test(subject))
          yield violation("Its expression takes more than one repository, or every branch of one.");
    },
  }),
];

function* expectIssuer(issuer: Peeked<string>, allowed: readonly string[]): Generator<Finding> {
  if (issuer.is === "unknown") yield unknown("issuer");
  else if (issuer.is === "absent" || !allowed.includes(issuer.value))
    yield violation(`Its issuer is not one of ${allowed.join(", ")}.`);
}
