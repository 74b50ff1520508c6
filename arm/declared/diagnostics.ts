/** The part of the Pulumi CLI's output that says why an update failed; all of it when there is none. */
export function diagnosticsIn(output: string): string {
  const section = /^Diagnostics:\n(.*?)(?=^(?:Outputs|Resources|Duration|Policies)\b)/ms.exec(output)?.[1];
  return (section ?? output).trim();
}
