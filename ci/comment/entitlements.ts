import type { Change, Operation } from "./change.js";
import { quoted } from "./inert.js";
import { kindOf } from "./name-of.js";
import { rootOf } from "./property-changes.js";
import { shownValue } from "./shown-value.js";

/** A change of who may do what, other than a role assignment or a switch of a resource. */
export interface EntitlementChange {
  readonly isWider: boolean;
  /** Markdown. */
  readonly text: string;
}

interface Kind {
  readonly is: RegExp;
  readonly what: string;
  /** Inputs that say what it is about. */
  readonly tells: readonly string[];
  /** Whether it keeps somebody out: that it goes is what is wider. */
  readonly protects?: true;
}

/** Resources that are rights by themselves. */
const KINDS: readonly Kind[] = [
  {
    is: /FederatedIdentityCredential$/,
    what: "trust in tokens of others (federated credential)",
    tells: ["issuer", "subject", "audience", "audiences", "claimsMatchingExpression"],
  },
  { is: /:RoleDefinition$/, what: "custom role", tells: ["roleName", "permissions", "assignableScopes"] },
  {
    is: /^azuread:.*:AppRoleAssignment$/,
    what: "app role",
    tells: ["appRoleId", "principalObjectId", "resourceObjectId"],
  },
  { is: /^azuread:.*:\w*Directory\w*Role\w*$/, what: "directory role", tells: ["roleId", "principalObjectId"] },
  { is: /^azuread:.*:\w*DelegatedPermissionGrant$/, what: "delegated permission", tells: ["claimValues"] },
  { is: /^azuread:.*:GroupMember$/, what: "member of a group", tells: ["groupObjectId", "memberObjectId"] },
  {
    is: /^azuread:.*:\w*(Password|Certificate)$/,
    what: "password or certificate of an application",
    tells: ["displayName", "endDate"],
  },
  { is: /^azuread:.*:ApplicationApiAccess$/, what: "permission of an application", tells: ["roleIds", "scopeIds"] },
  { is: /:(AccessPolicy|VaultAccessPolicy)$/, what: "access policy of a vault", tells: ["policy", "permissions"] },
  { is: /:\w*(Eligibility|Assignment)ScheduleRequest$/, what: "role by request", tells: ["roleDefinitionId", "scope"] },
  { is: /:ManagementLock\w*$/, what: "lock", tells: ["level"], protects: true },
  { is: /:(PrivateEndpoint|NetworkSecurityPerimeter\w*)$/, what: "private way in", tells: [], protects: true },
];

const WORDS: Readonly<Record<Operation, string>> = {
  create: "added",
  import: "imported",
  delete: "removed",
  replace: "replaced",
  update: "changed",
};

/** Federated credentials, custom roles, grants of the directory, locks. */
export function entitlementChanges(changes: readonly Change[]): EntitlementChange[] {
  return changes.flatMap((change) => {
    const kind = KINDS.find(({ is }) => is.test(change.type));
    return kind === undefined ? [] : tell(change, kind);
  });
}

function tell(change: Change, { what, tells, protects }: Kind): EntitlementChange[] {
  const { operation, name, type, properties, before, after } = change;
  const said = properties.filter(({ path }) => tells.includes(rootOf(path)));
  // Replaced as something around it is, and gives the same as before.
  if ((operation === "update" || operation === "replace") && said.length === 0) return [];
  const details =
    before !== undefined && after !== undefined
      ? said.map(
          ({ path, before, after }) => `${quoted(path)} ${quoted(shownValue(before))} → ${quoted(shownValue(after))}`,
        )
      : tells.flatMap((input) => {
          const value = (after ?? before)?.inputs?.[input];
          return value === undefined ? [] : `${quoted(input)} ${quoted(shownValue(value))}`;
        });
  const isWider = protects === true ? operation === "delete" : operation !== "delete";
  const wider = isWider && (protects === true || operation !== "create") ? " ⚠️" : "";
  const about = details.length === 0 ? "" : `: ${details.join(", ")}`;
  return [{ isWider, text: `**${what}** ${WORDS[operation]}${wider}: ${quoted(name)} (${kindOf(type)})${about}` }];
}
