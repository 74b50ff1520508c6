import type { Deployment } from "../shared/deployment.js";

/** A violation as the engine reports it. */
export interface Violation {
  readonly policy: string;
  readonly level: string;
  readonly resource: string;
  readonly message: string;
}

export interface Previewed {
  readonly code: number;
  readonly violations: readonly Violation[];
  /** What else the engine said: errors, and what the pack noted. */
  readonly messages: readonly string[];
}

/** Flags that run the pack. @param config file of its configuration. */
export const packFlags = (config: string): string[] => ["--policy-pack", "policies", "--policy-pack-config", config];

/** `pulumi preview` with the pack, and what it found. @param config file of its configuration. */
export async function preview(deployment: Deployment, config: string): Promise<Previewed> {
  // Each event of the engine as a line of JSON.
  process.env.PULUMI_ENABLE_STREAMING_JSON_PREVIEW = "true";
  try {
    const { code, output } = await deployment.pulumi("preview", "--json", ...packFlags(config));
    return { code, violations: violationsIn(output), messages: messagesIn(output) };
  } finally {
    delete process.env.PULUMI_ENABLE_STREAMING_JSON_PREVIEW;
  }
}

interface Event {
  readonly policyEvent?: {
    readonly resourceUrn?: string;
    readonly policyName: string;
    readonly enforcementLevel: string;
    readonly message: string;
  };
  readonly diagnosticEvent?: { readonly severity: string; readonly message: string };
}

/** Violations among lines of JSON, one an event. */
export const violationsIn = (lines: string): Violation[] =>
  eventsIn(lines).flatMap(({ policyEvent: event }) => {
    if (event === undefined) return [];
    const resource = event.resourceUrn?.split("::").at(-1) ?? "";
    return [{ policy: event.policyName, level: event.enforcementLevel, resource, message: event.message }];
  });

const messagesIn = (lines: string): string[] =>
  eventsIn(lines).flatMap(({ diagnosticEvent: event }) =>
    event === undefined || event.severity === "debug" ? [] : [event.message],
  );

/** Some of what the CLI prints around them is text. */
const eventsIn = (lines: string): Event[] =>
  lines.split("\n").flatMap((line) => (line.startsWith("{") ? [JSON.parse(line) as Event] : []));
