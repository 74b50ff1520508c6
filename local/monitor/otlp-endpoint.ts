const NAME = "OTEL_EXPORTER_OTLP_ENDPOINT";

/**
 * Where telemetry is to be sent as well, by the variable that OpenTelemetry names; nothing when it is not set.
 *
 * @throws when it is no URL of HTTP.
 * @see https://opentelemetry.io/docs/specs/otel/protocol/exporter/#configuration-options
 */
export function otlpEndpointIn(environment: NodeJS.ProcessEnv): string | undefined {
  const given = environment[NAME]?.trim();
  if (given === undefined || given === "") return undefined;
  const { protocol } = URL.canParse(given) ? new URL(given) : { protocol: "" };
  if (protocol !== "http:" && protocol !== "https:") {
    throw new Error(`${NAME} "${given}": expected a URL with http or https, e.g. http://127.0.0.1:4318`);
  }
  return given;
}
