/** A role that somebody of the tenant has before any program runs, e.g. who deploys. */
export interface StandingRole {
  /** For people, e.g. `Contributor`. */
  readonly name: string;
  /** GUID of a built-in role. */
  readonly id: string;
  /** ARM id; the subscription when it is left out. */
  readonly scope?: string;
  /** As a role assignment's, version 2.0. */
  readonly condition?: string;
}
