import type * as pulumi from "@pulumi/pulumi";
import type { Names } from "./names.js";

/** Where a stack's resources go and how they are called and marked: every component gets it. */
export interface Place {
  /** Name of the resource group. */
  readonly group: pulumi.Input<string>;
  /** Short name of the region. */
  readonly location: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly names: Names;
  /** The login that deploys: its tenant and subscription. */
  readonly tenantId: pulumi.Input<string>;
  readonly subscriptionId: pulumi.Input<string>;
}
