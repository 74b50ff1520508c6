import type { Right } from "../shared/access.js";
import { isWithin } from "../shared/arm-id.js";
import type { Resource, Resources } from "../shared/resource.js";
import type { CountedDecision } from "./decision-log.js";
import { narrowerRole } from "./narrower-role.js";
import type { RoleAssignment } from "./role-assignment.js";
import { findRole, holds, type RoleDefinition } from "./role-definition.js";

/**
 * How long a new role assignment may take to be seen everywhere: a call that was denied until then tells nothing.
 *
 * @see https://learn.microsoft.com/azure/role-based-access-control/troubleshooting#symptom---role-assignment-changes-are-not-being-detected
 */
export const GRACE_MS = 10 * 60_000;

/** Calls that were the same but for their time. */
export interface AuditedCall {
  /** In the service's own words, e.g. `Put Blob`. */
  readonly operation: string;
  /** Alternatives, each a list of actions and data actions that are all needed. */
  readonly rights: readonly (readonly string[])[];
  /** ARM id. */
  readonly scope: string;
  readonly count: number;
  /** ISO time. */
  readonly last: string;
}

export interface DeniedCall extends AuditedCall {
  /** A grant allows it now, which was younger than {@link GRACE_MS} then, or not there yet. */
  readonly inGrace: boolean;
}

/** A role assignment and what was done with it. */
export interface AuditedGrant {
  /** ARM id. */
  readonly id: string;
  /** Whether an administrator gave it, and no program. */
  readonly standing: boolean;
  readonly role: { readonly id: string; readonly name: string };
  /** ARM id. */
  readonly scope: string;
  /** Its description. */
  readonly why?: string;
  /** Since it was made. */
  readonly uses: readonly AuditedCall[];
  /** Name of a narrower built-in role that would have done for all uses; never of a standing one. */
  readonly narrower?: string;
}

export interface AuditedIdentity {
  readonly name: string;
  readonly principalId: string;
  /** ARM ids of sites and topics that can be it. */
  readonly attachedTo: readonly string[];
  readonly grants: readonly AuditedGrant[];
  readonly denied: readonly DeniedCall[];
}

/** Who was granted what, what of it was used, and what was denied. */
export interface Audit {
  readonly identities: readonly AuditedIdentity[];
}

export interface AuditInput {
  readonly resources: Resources;
  readonly assignments: readonly RoleAssignment[];
  readonly decisions: readonly CountedDecision[];
  /** Names of the tenant's own people and applications by object id. */
  readonly people: ReadonlyMap<string, string>;
}

interface Granted {
  readonly assignment: RoleAssignment;
  readonly role: RoleDefinition;
}

const IDENTITIES = "Microsoft.ManagedIdentity/userAssignedIdentities";
/** Types of resource that can be an identity here. */
const HOLDERS = ["Microsoft.Web/sites", "Microsoft.EventGrid/topics", "Microsoft.EventGrid/systemTopics"];

/** Sets what was granted against what was decided, by identity in the order of their names. */
export function audit(input: AuditInput): Audit {
  const principals = [...input.assignments.map(({ principalId }) => principalId), ...input.decisions.map(principalOf)];
  const identities = [...new Set(principals)].map((principalId) => auditIdentity(principalId, input));
  return { identities: identities.sort((one, other) => (one.name < other.name ? -1 : 1)) };
}

const principalOf = ({ principal }: CountedDecision): string => principal;

function auditIdentity(principalId: string, input: AuditInput): AuditedIdentity {
  const { resources, people } = input;
  const identity = resources.list(IDENTITIES).find(({ outputs }) => outputs.principalId === principalId);
  const decisions = input.decisions.filter(({ principal }) => principal === principalId);
  const granted = input.assignments.flatMap((assignment): Granted[] => {
    const role = findRole(resources, assignment.roleDefinitionId);
    return assignment.principalId === principalId && role !== undefined ? [{ assignment, role }] : [];
  });
  return {
    name: identity?.name ?? people.get(principalId) ?? principalId,
    principalId,
    attachedTo: identity === undefined ? [] : holdersOf(identity, resources),
    grants: granted.map((one) => auditGrant(one, decisions, resources)),
    denied: decisions
      .filter(({ allowed }) => !allowed)
      .map((decision) => ({ ...callOf(decision), inGrace: isInGrace(decision, granted) })),
  };
}

function auditGrant({ assignment, role }: Granted, decisions: readonly CountedDecision[], resources: Resources) {
  const { id, scope, createdOn } = assignment;
  const declared = resources.get(id);
  const used = decisions.filter(
    (decision) => decision.assignment === id && (createdOn === undefined || decision.last >= createdOn),
  );
  const narrower =
    declared &&
    narrowerRole(
      role,
      used.map(({ anyOf }) => anyOf),
    );
  return {
    id,
    standing: declared === undefined,
    role: { id: role.id, name: role.name },
    scope,
    ...(declared?.inputs.description === undefined ? {} : { why: String(declared.inputs.description) }),
    uses: used.map(callOf),
    ...(narrower === undefined ? {} : { narrower: narrower.name }),
  };
}

const callOf = ({ operation, anyOf, scope, count, last }: CountedDecision): AuditedCall => ({
  operation,
  rights: anyOf.map((all) => all.map(({ name }) => name)),
  scope,
  count,
  last: last.toISOString(),
});

function isInGrace({ anyOf, scope, last }: CountedDecision, granted: readonly Granted[]): boolean {
  const reaching = granted.filter(({ assignment }) => isWithin(scope, assignment.scope));
  return anyOf.some((rights) => {
    const since = rights.map((right) => heldSince(right, reaching));
    return since.every((time) => time !== undefined && last.getTime() < time + GRACE_MS);
  });
}

/** Milliseconds; undefined when no grant holds the right, or one did before any program ran. */
function heldSince(right: Right, granted: readonly Granted[]): number | undefined {
  const holding = granted.filter(({ role }) => holds(role, right));
  const times = holding.flatMap(({ assignment: { createdOn } }) =>
    createdOn === undefined ? [] : [createdOn.getTime()],
  );
  return times.length === 0 || times.length < holding.length ? undefined : Math.min(...times);
}

function holdersOf(identity: Resource, resources: Resources): string[] {
  const isHeldBy = ({ inputs }: Resource) => {
    const { userAssignedIdentities } = (inputs.identity ?? {}) as {
      readonly userAssignedIdentities?: readonly string[] | Readonly<Record<string, unknown>>;
    };
    const ids = Array.isArray(userAssignedIdentities)
      ? userAssignedIdentities
      : Object.keys(userAssignedIdentities ?? {});
    return ids.some((id: string) => isWithin(id, identity.id));
  };
  return HOLDERS.flatMap((type) => resources.list(type).filter(isHeldBy)).map(({ id }) => id);
}
