import type { Change } from "./change.js";
import { quoted } from "./inert.js";
import { kindOf } from "./name-of.js";
import { valuesIn } from "./property-changes.js";
import { shownValue } from "./shown-value.js";

/** What moves the bill: how the path of an input ends, and why. */
const PATHS: readonly { readonly ends: RegExp; readonly why: string }[] = [
  { ends: /(^|\.)sku(\.(name|tier|size|family|capacity))?$/, why: "plan or redundancy" },
  { ends: /\.instanceMemoryMB$/, why: "each execution is billed by its memory" },
  { ends: /\.maximumInstanceCount$/, why: "the most that can run at once" },
  { ends: /\.alwaysReady\b.*$/, why: "paid also when nothing runs" },
  { ends: /(^|\.)accessTier$/, why: "price of storing and of reading" },
  { ends: /(^|\.)retentionInDays$/, why: "what is kept longer is paid longer" },
  { ends: /RetentionPolicy\.days$/, why: "what is deleted is kept, and paid, that long" },
  { ends: /(^|\.)(dailyQuotaGb|samplingPercentage)$/, why: "how much telemetry is taken" },
  { ends: /(^|\.)(isVersioningEnabled|zoneRedundant)$/, why: "each copy is paid" },
  { ends: /(^|\.)(evaluationFrequency|scopes)$/, why: "alerts are paid by how often and for how much they look" },
];

/** Kinds of resource that are paid for by being there. */
const PAID: Readonly<Record<string, string>> = {
  AppServicePlan: "a plan",
  MetricAlert: "paid by what it watches",
  ScheduledQueryRule: "paid by how often it looks",
  PrivateEndpoint: "paid by the hour",
  NatGateway: "paid by the hour",
  PublicIPAddress: "paid by the hour",
  WebTest: "paid by the test",
};

/** A change that the bill will show. */
export interface CostChange {
  readonly name: string;
  /** Markdown. */
  readonly what: string;
  readonly why: string;
}

/**
 * Changes that move the bill, by a small table of inputs and kinds. It knows no prices.
 *
 * @see https://learn.microsoft.com/azure/azure-functions/flex-consumption-plan#billing
 */
export function costChanges(changes: readonly Change[]): CostChange[] {
  return changes.flatMap((change) => {
    const { operation, name, type, properties, before, after } = change;
    const paid = PAID[kindOf(type)];
    const came = operation === "create" ? "added" : operation === "delete" ? "removed" : undefined;
    const itself =
      paid !== undefined && came !== undefined ? [{ name, what: `${kindOf(type)} ${came}`, why: paid }] : [];
    const inputs =
      before === undefined
        ? valuesIn(after?.inputs ?? {}).map(({ path, value }) => ({ path, what: quoted(shownValue(value)) }))
        : properties.map(({ path, before, after }) => ({
            path,
            what: `${quoted(shownValue(before))} → ${quoted(shownValue(after))}`,
          }));
    const moved = inputs.flatMap(({ path, what }) => {
      const found = PATHS.find(({ ends }) => ends.test(path));
      return found === undefined ? [] : [{ name, what: `${quoted(path)} ${what}`, why: found.why }];
    });
    return [...itself, ...moved];
  });
}
