/**
 * A piece of telemetry as Application Insights takes it.
 *
 * @see https://learn.microsoft.com/azure/azure-monitor/app/data-model-complete
 */
export interface Envelope {
  readonly name: string;
  /** ISO time. */
  readonly time: string;
  readonly iKey: string;
  /** Percentage of its kind that is sent; 100 when left out. */
  readonly sampleRate?: number;
  readonly tags: Readonly<Record<string, string>>;
  readonly data: { readonly baseType: string; readonly baseData: object };
}

/** Who sends. */
export interface Sender {
  readonly instrumentationKey: string;
  /** Cloud role name: one for each app, the same as the Functions host's. */
  readonly role: string;
  readonly instance: string | undefined;
}

/** @param kind e.g. `RemoteDependency`. */
export function envelope(
  { instrumentationKey, role, instance }: Sender,
  kind: string,
  time: Date,
  data: Envelope["data"],
  tags: Readonly<Record<string, string>> = {},
): Envelope {
  return {
    name: `Microsoft.ApplicationInsights.${kind}`,
    time: time.toISOString(),
    iKey: instrumentationKey,
    tags: {
      "ai.cloud.role": role,
      ...(instance === undefined ? {} : { "ai.cloud.roleInstance": instance }),
      "ai.internal.sdkVersion": "gridwire:1",
      ...tags,
    },
    data,
  };
}
