import type { Change } from "./change.js";
import { quoted } from "./inert.js";
import { valuesIn } from "./property-changes.js";
import { shownValue } from "./shown-value.js";

/** An input that opens a resource to more callers, or to keys. */
interface Switch {
  readonly about: "network" | "keys";
  /** How its path begins. */
  readonly path: string;
  /** Whether a value lets more in; of a list, nothing is known but that it changed. */
  readonly opens?: (value: unknown) => boolean;
}

const is =
  (...open: readonly unknown[]) =>
  (value: unknown) =>
    open.includes(value);
const isNot =
  (...closed: readonly unknown[]) =>
  (value: unknown) =>
    value !== undefined && !closed.includes(value);

/**
 * The inputs of azure-native that decide who reaches a resource, and whether a key is enough to use it.
 *
 * @see https://learn.microsoft.com/azure/templates/ for each type
 */
const SWITCHES: readonly Switch[] = [
  { about: "network", path: "publicNetworkAccess", opens: isNot("Disabled", "SecuredByPerimeter") },
  { about: "network", path: "properties.publicNetworkAccess", opens: isNot("Disabled", "disabled") },
  { about: "network", path: "publicNetworkAccessForIngestion", opens: isNot("Disabled") },
  { about: "network", path: "publicNetworkAccessForQuery", opens: isNot("Disabled") },
  { about: "network", path: "networkRuleSet.defaultAction", opens: is("Allow") },
  { about: "network", path: "networkRuleSet" },
  { about: "network", path: "properties.networkAcls.defaultAction", opens: is("Allow") },
  { about: "network", path: "properties.networkAcls" },
  { about: "network", path: "networkAcls" },
  { about: "network", path: "inboundIpRules" },
  { about: "network", path: "siteConfig.ipSecurityRestrictionsDefaultAction", opens: is("Allow") },
  { about: "network", path: "siteConfig.scmIpSecurityRestrictionsDefaultAction", opens: is("Allow") },
  { about: "network", path: "siteConfig.ipSecurityRestrictions" },
  { about: "network", path: "siteConfig.scmIpSecurityRestrictions" },
  { about: "network", path: "siteConfig.cors" },
  { about: "network", path: "siteConfig.minTlsVersion" },
  { about: "network", path: "siteConfig.scmMinTlsVersion" },
  { about: "network", path: "minimumTlsVersion" },
  { about: "network", path: "minimumTlsVersionAllowed" },
  { about: "network", path: "httpsOnly", opens: is(false) },
  { about: "network", path: "enableHttpsTrafficOnly", opens: is(false) },
  { about: "network", path: "allowBlobPublicAccess", opens: is(true) },
  { about: "network", path: "publicAccess", opens: isNot("None") },
  { about: "network", path: "allowCrossTenantReplication", opens: is(true) },
  { about: "network", path: "siteConfig.remoteDebuggingEnabled", opens: is(true) },
  { about: "keys", path: "allowSharedKeyAccess", opens: is(true) },
  { about: "keys", path: "disableLocalAuth", opens: is(false) },
  { about: "keys", path: "isLocalUserEnabled", opens: is(true) },
  { about: "keys", path: "isSftpEnabled", opens: is(true) },
  { about: "keys", path: "allow", opens: is(true) },
  { about: "keys", path: "properties.enableRbacAuthorization", opens: is(false) },
  { about: "keys", path: "properties.accessPolicies" },
  { about: "keys", path: "destination.azureActiveDirectoryApplicationIdOrUri" },
];

/** A switch that would be turned. */
export interface SwitchChange {
  readonly about: Switch["about"];
  readonly isWider: boolean;
  /** Markdown. */
  readonly text: string;
}

/** Who would reach what, or use it with a key: switches that are turned, and new resources that are made open. */
export function switchChanges(changes: readonly Change[]): SwitchChange[] {
  return changes.flatMap((change) => {
    if (change.operation === "delete") return [];
    return change.before === undefined ? madeOpen(change) : turned(change);
  });
}

function turned({ name, properties }: Change): SwitchChange[] {
  return properties.flatMap(({ path, before, after }) => {
    const found = switchAt(path);
    if (found === undefined) return [];
    const isWider = found.opens?.(after) === true;
    const values = `${quoted(shownValue(before))} → ${quoted(shownValue(after))}`;
    const text = `**${found.about}** ${quoted(name)}: ${quoted(path)} ${values}${isWider ? " ⚠️ opens" : ""}`;
    return [{ about: found.about, isWider, text }];
  });
}

/** Of what is new, only what is open by itself is told: the policies know the rest. */
function madeOpen({ name, after }: Change): SwitchChange[] {
  return valuesIn(after?.inputs ?? {}).flatMap(({ path, value }) => {
    const found = switchAt(path);
    if (found?.opens?.(value) !== true) return [];
    const text = `**${found.about}** ${quoted(name)} is made with ${quoted(path)} ${quoted(shownValue(value))} ⚠️ open`;
    return [{ about: found.about, isWider: true, text }];
  });
}

const switchAt = (path: string): Switch | undefined =>
  SWITCHES.find((one) => path === one.path || (path.startsWith(one.path) && /^[.[]/.test(path.slice(one.path.length))));
