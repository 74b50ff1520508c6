/** What a run of the Pulumi CLI gave. */
export interface CliResult {
  readonly code: number;
  /** Standard output. */
  readonly out: string;
  /** Standard error. */
  readonly err: string;
}
