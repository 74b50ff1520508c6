import * as pulumi from "@pulumi/pulumi";
import { parseSettings, unknownKeys } from "../setting.js";
import type { Place } from "./identities.js";
import { NAMESPACE, type Reviewer, SETTINGS } from "./settings.js";
import type { Repository, SubjectForm } from "./subject.js";

/** Who looks after the state: may read and write it, and make the stacks. */
export interface Administrator {
  /** Object id in Entra. */
  readonly id: string;
  readonly type: "User" | "Group" | "ServicePrincipal";
}

/** What the file `Pulumi.bootstrap.yaml` may say, validated. */
export interface BootstrapConfig {
  /** Short name of the Azure region. */
  readonly location: string;
  readonly tenantId: string;
  readonly subscriptionId: string;
  /** A tag: who answers for it all. */
  readonly owner: string;
  readonly repository: Repository;
  readonly subjects: SubjectForm;
  readonly places: readonly Place[];
  /** Whether the engine refuses to delete or replace anything. */
  readonly protect: boolean;
  /** How long deleted and overwritten state can be brought back. */
  readonly stateRetentionDays: number;
  readonly purgeProtection: boolean;
  /** How long a deleted key can be brought back. */
  readonly softDeleteRetentionDays: number;
  /** What the hash in names that are unique in the world is made of, besides the subscription. */
  readonly uniqueness: string;
  /** Left out: whoever runs bootstrap. */
  readonly administratorId?: string | undefined;
  readonly administratorType: Administrator["type"];
  readonly reviewers: readonly Reviewer[];
}

/** The config of the run. @throws as {@link parseConfig}. */
export const readConfig = (): BootstrapConfig => parseConfig(pulumi.runtime.allConfig());

/**
 * @param raw values as text, by key; keys of other namespaces are none of our business.
 * @throws one error that lists every wrong, missing and unknown key with what is allowed.
 */
export function parseConfig(raw: Readonly<Record<string, string>>): BootstrapConfig {
  const problems: string[] = [];
  const settings = parseSettings(SETTINGS, raw, problems);
  problems.push(...unknownKeys(NAMESPACE, Object.keys(SETTINGS), raw));
  // Written by the engine without a stack trace.
  if (problems.length > 0)
    throw new pulumi.RunError(`The config of bootstrap cannot be used:\n  ${problems.join("\n  ")}`);
  const [owner = "", name = ""] = settings["gridwire-bootstrap:repository"].split("/");
  return {
    location: settings["azure-native:location"],
    tenantId: settings["azure-native:tenantId"],
    subscriptionId: settings["azure-native:subscriptionId"],
    owner: settings["gridwire-bootstrap:owner"],
    repository: {
      owner,
      name,
      ownerId: settings["gridwire-bootstrap:repositoryOwnerId"],
      id: settings["gridwire-bootstrap:repositoryId"],
    },
    subjects: settings["gridwire-bootstrap:subjects"],
    places: settings["gridwire-bootstrap:environments"],
    protect: settings["gridwire-bootstrap:protect"],
    stateRetentionDays: settings["gridwire-bootstrap:stateRetentionDays"],
    purgeProtection: settings["gridwire-bootstrap:purgeProtection"],
    softDeleteRetentionDays: settings["gridwire-bootstrap:softDeleteRetentionDays"],
    uniqueness: settings["gridwire-bootstrap:uniqueness"],
    administratorId: settings["gridwire-bootstrap:administratorId"],
    administratorType: settings["gridwire-bootstrap:administratorType"],
    reviewers: settings["gridwire-bootstrap:reviewers"],
  };
}
