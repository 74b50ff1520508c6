/**
 * How much a built-in role lets somebody do, roughly, by what Azure calls it: 1 reads, 2 uses, 3 changes, 4 owns data or
 * manages everything or reads keys, 5 gives out rights itself. Enough to tell whether one role in the place of another
 * is a step up.
 *
 * @returns nothing for a role that is not built in: what it may do is in its definition.
 * @see https://learn.microsoft.com/azure/role-based-access-control/built-in-roles
 */
export function roleStrength(name: string): number | undefined {
  if (/^[0-9a-f]{8}-/i.test(name)) return undefined;
  if (GIVES_OUT_RIGHTS.has(name)) return 5;
  if (STRONG.has(name) || /\b(Administrator|Owner|Privileged)\b/.test(name)) return 4;
  if (/\b(Contributor|Officer|Operator|Manager)$/.test(name)) return 3;
  return /\bReader$/.test(name) ? 1 : 2;
}

const GIVES_OUT_RIGHTS = new Set([
  "Owner",
  "User Access Administrator",
  "Role Based Access Control Administrator",
  "Key Vault Data Access Administrator",
]);

/** Their names do not say it: each manages everything, or reads the keys of accounts. */
const STRONG = new Set([
  "Contributor",
  "Reader and Data Access",
  "Storage Account Contributor",
  "Storage Account Key Operator Service Role",
  "SignalR AccessKey Reader",
  "DocumentDB Account Contributor",
]);
