import type { Issuer } from "../../contracts/index.js";
import { groupOf, PULL_REQUESTS } from "../../infra/environments.js";
import type { StackFile } from "../stack-file.js";
import { environmentOf } from "./pull-request.js";

/** How long a pull request's stack may stay without a new deployment, in days. */
export const LIFE_DAYS = 7;

const SECRETS = "gridwire:secrets";
const ISSUERS = "gridwire:issuers";
/** Nobody is woken by a pull request, and a token for dev opens none. */
const LEFT_OUT = [SECRETS, ISSUERS, "gridwire:alertRecipients"];

/**
 * The settings of a pull request's stack: dev's plain ones, but for what tells the two apart and lets it go again.
 *
 * @param dev the file of dev. Of its secrets nothing is taken: only dev's own identity may decrypt them.
 * @param issuers whose tokens it takes.
 * @param before what the pull request's stack had at its last deployment: it keeps its own secrets.
 */
export function configOf(
  pullRequest: number,
  dev: StackFile,
  before: StackFile,
  issuers: readonly Issuer[],
  today: Date,
): Readonly<Record<string, unknown>> {
  const plain = Object.entries(dev.config ?? {}).filter(([key, value]) => !LEFT_OUT.includes(key) && !isSecret(value));
  const secrets = before.config?.[SECRETS];
  return {
    ...Object.fromEntries(plain),
    "gridwire:environment": environmentOf(pullRequest),
    "gridwire:resourceGroup": groupOf(PULL_REQUESTS),
    "gridwire:protect": "false",
    "gridwire:purgeProtection": "false",
    "gridwire:softDeleteRetentionDays": "7",
    "gridwire:expires": dayAfter(today, LIFE_DAYS),
    ...(issuers.length === 0 ? {} : { [ISSUERS]: issuers }),
    ...(secrets === undefined ? {} : { [SECRETS]: secrets }),
  };
}

/**
 * What keeps the secrets of pull requests' stacks, as `stack init --secrets-provider` takes it: where dev's are kept by
 * a key of a vault, the pull requests' own key beside it, and else what keeps dev's.
 */
export function secretsProviderOf({ secretsprovider, encryptionsalt }: StackFile): string {
  if (secretsprovider !== undefined) return secretsprovider.replace(/\/keys\/[^?]*/, `/keys/${PULL_REQUESTS}`);
  return encryptionsalt === undefined ? "default" : "passphrase";
}

/** Whether a value, or a part of it, is encrypted. */
function isSecret(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return false;
  return "secure" in value || Object.values(value).some(isSecret);
}

function dayAfter(day: Date, days: number): string {
  return new Date(day.getTime() + days * 86_400_000).toISOString().slice(0, 10);
}
