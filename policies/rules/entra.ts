import { expectValue } from "../kit/expect.js";
import { unknown, violation } from "../kit/finding.js";
import { known, peek, peekEach } from "../kit/peek.js";
import { type ResourceRule, resourceRule } from "../kit/rule.js";

const entra = (module: string, type: string) => `azuread:index/${module}:${type}`;

const APPLICATION = entra("application", "Application");
const PASSWORDS = [
  entra("applicationPassword", "ApplicationPassword"),
  entra("servicePrincipalPassword", "ServicePrincipalPassword"),
];
const PROVIDERS = ["pulumi:providers:azure-native", "pulumi:providers:azuread", "pulumi:providers:azure"];

/** azuread's application, as far as the rules need it. Its own types are of a package that this one does without. */
interface Application {
  readonly signInAudience?: string;
  readonly password?: object;
  readonly web?: {
    readonly redirectUris?: readonly string[];
    readonly implicitGrant?: {
      readonly accessTokenIssuanceEnabled?: boolean;
      readonly idTokenIssuanceEnabled?: boolean;
    };
  };
  readonly requiredResourceAccesses?: readonly { readonly resourceAccesses?: readonly { readonly id?: string }[] }[];
}

/** Rules about applications and principals in the directory. */
export const entraRules: readonly ResourceRule[] = [
  resourceRule<Application>({
    name: "entra-no-client-secrets",
    title: "Nobody signs in with a client secret",
    description: "A client secret is a password of a machine: it leaks, and nobody notices who uses it.",
    types: [APPLICATION, ...PASSWORDS],
    level: "mandatory",
    severity: "critical",
    remedy: "Use a managed identity, or for a pipeline a federated credential.",
    same: { mcsb: "IM-3" },
    url: "https://learn.microsoft.com/entra/workload-id/workload-identity-federation",
    *check({ type, props }) {
      if (type !== APPLICATION || "password" in props) yield violation("It makes a client secret.");
    },
  }),
  resourceRule<{ readonly clientSecret?: string; readonly clientCertificatePassword?: string }>({
    name: "provider-without-client-secret",
    title: "Deployments sign in without a secret",
    description: "A secret in the settings of a provider stands in the stack's state for everybody who deploys.",
    types: PROVIDERS,
    level: "mandatory",
    severity: "high",
    remedy: "Sign in with az login, a managed identity, or OpenID Connect (useOidc).",
    same: { mcsb: "IM-8" },
    url: "https://www.pulumi.com/registry/packages/azure-native/installation-configuration/",
    *check({ props }) {
      for (const name of ["clientSecret", "clientCertificatePassword"] as const)
        if (name in props && known(() => props[name]) !== "") yield violation(`It has a ${name}.`);
    },
  }),
  resourceRule({
    name: "entra-no-certificates",
    title: "Nobody signs in with a certificate of his own",
    description: "Better than a secret, and still something to keep, to lose and to renew.",
    types: [
      entra("applicationCertificate", "ApplicationCertificate"),
      entra("servicePrincipalCertificate", "ServicePrincipalCertificate"),
    ],
    level: "advisory",
    severity: "low",
    remedy: "Use a managed identity or a federated credential.",
    same: { mcsb: "IM-3" },
    *check() {
      yield violation("It is a credential that has to be renewed.");
    },
  }),
  resourceRule<Application>({
    name: "entra-single-tenant",
    title: "Applications are for one tenant",
    description: "An application for other tenants lets their users ask for tokens of it.",
    types: [APPLICATION],
    level: "mandatory",
    severity: "high",
    remedy: 'Leave signInAudience out, or set it to "AzureADMyOrg".',
    same: { mcsb: "IM-1" },
    check: ({ props }) =>
      expectValue(() => props.signInAudience, {
        property: "signInAudience",
        is: (value) => value === "AzureADMyOrg",
        expected: "AzureADMyOrg",
        mayBeAbsent: true,
      }),
  }),
  resourceRule<Application>({
    name: "entra-redirects",
    title: "Sign-ins come back to addresses of one's own",
    description: "Tokens are sent to redirect addresses: an open or a plain one gives them to others.",
    types: [APPLICATION],
    level: "mandatory",
    severity: "high",
    remedy: "List whole https addresses in web.redirectUris, and leave web.implicitGrant out.",
    same: { mcsb: "IM-1" },
    url: "https://learn.microsoft.com/entra/identity-platform/reply-url",
    *check({ props }) {
      const addresses = peek(() => props.web?.redirectUris);
      if (addresses.is === "unknown") yield unknown("web.redirectUris");
      for (const address of addresses.is === "value" ? peekEach(addresses.value) : []) {
        if (address.is === "value" && !/^https:\/\/[^*]+$|^http:\/\/localhost(:\d+)?\//.test(address.value))
          yield violation("One of its redirect addresses is not a whole https address.");
      }
      for (const grant of ["accessTokenIssuanceEnabled", "idTokenIssuanceEnabled"] as const)
        if (known(() => props.web?.implicitGrant?.[grant]) === true) yield violation(`It has ${grant} on.`);
    },
  }),
  resourceRule({
    name: "entra-no-directory-roles",
    title: "Nothing deployed administers the directory",
    description: "Roles of the directory reach every user and application of the organisation.",
    types: [
      entra("directoryRoleAssignment", "DirectoryRoleAssignment"),
      entra("directoryRoleMember", "DirectoryRoleMember"),
      entra("directoryRoleEligibilityScheduleRequest", "DirectoryRoleEligibilityScheduleRequest"),
    ],
    level: "mandatory",
    severity: "critical",
    remedy: "Leave it to people, with Privileged Identity Management.",
    same: { mcsb: "PA-1" },
    *check() {
      yield violation("It gives a role of the directory.");
    },
  }),
  resourceRule<Application & { readonly appRoleId?: string }>({
    name: "entra-app-roles",
    title: "Rights in other applications are listed",
    description: "Application permissions, those of Microsoft Graph above all, hold for all users at once.",
    types: [APPLICATION, entra("appRoleAssignment", "AppRoleAssignment")],
    level: "mandatory",
    severity: "high",
    remedy: "Do without, or add the role's id to the setting allowed.",
    same: { mcsb: "PA-7" },
    url: "https://learn.microsoft.com/graph/permissions-reference",
    settings: {
      allowed: {
        description: "Ids of app roles that may be given",
        type: "array",
        items: { type: "string" },
        default: [],
      },
    },
    *check({ type, props }, { settings }) {
      const allowed = settings.allowed as readonly string[];
      if (type !== APPLICATION) {
        const role = peek(() => props.appRoleId);
        if (role.is === "unknown") yield unknown("appRoleId");
        else if (role.is === "absent" || !allowed.includes(role.value)) yield violation("It gives an app role.");
        return;
      }
      const accesses = peek(() => props.requiredResourceAccesses);
      if (accesses.is === "unknown") yield unknown("requiredResourceAccesses");
      for (const access of accesses.is === "value" ? accesses.value : []) {
        const list = access.resourceAccesses ?? [];
        if (list.some((_, index) => !allowed.includes(known(() => list[index]?.id) ?? "")))
          yield violation("It asks for rights in another application.");
      }
    },
  }),
  resourceRule<{ readonly appRoleAssignmentRequired?: boolean }>({
    name: "entra-assignment-required",
    title: "Only who was let in gets tokens",
    description:
      "For an application that guards a webhook: else every principal of the tenant gets a token for it. Off by default, as others have to be open.",
    types: [entra("servicePrincipal", "ServicePrincipal")],
    level: "disabled",
    severity: "medium",
    remedy: "Set appRoleAssignmentRequired to true.",
    same: { mcsb: "IM-1" },
    check: ({ props }) =>
      expectValue(() => props.appRoleAssignmentRequired, {
        property: "appRoleAssignmentRequired",
        is: (value) => value,
        expected: "true",
      }),
  }),
];
