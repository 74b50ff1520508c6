type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The share of traces that are sent, by the settings that OpenTelemetry has for it: `OTEL_TRACES_SAMPLER` is
 * `traceidratio`, and its argument a number from 0 to 1. All, when nothing is said.
 *
 * @throws at start, with the setting, its value and what it may be.
 * @see https://opentelemetry.io/docs/languages/sdk-configuration/general/#otel_traces_sampler
 */
export function sampledShare({ OTEL_TRACES_SAMPLER: sampler, OTEL_TRACES_SAMPLER_ARG: argument }: Environment): number {
  if (sampler !== undefined && sampler !== "traceidratio") {
    throw new Error(`OTEL_TRACES_SAMPLER is "${sampler}": expected "traceidratio"`);
  }
  const share = argument === undefined || argument === "" ? 1 : Number(argument);
  if (!(share >= 0 && share <= 1)) {
    throw new Error(`OTEL_TRACES_SAMPLER_ARG is "${argument}": expected a number from 0 to 1`);
  }
  return share;
}
