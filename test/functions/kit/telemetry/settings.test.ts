import assert from "node:assert/strict";
import { readConnection } from "../../../../functions/kit/telemetry/connection.js";
import { sampledShare } from "../../../../functions/kit/telemetry/sampled-share.js";

const CONNECTION =
  "InstrumentationKey=key;IngestionEndpoint=https://westeurope-5.in.applicationinsights.azure.com/;LiveEndpoint=https://x/";

describe("Settings of telemetry", () => {
  it("say where it goes, and whether as the app's identity", () => {
    const expected = {
      instrumentationKey: "key",
      url: "https://westeurope-5.in.applicationinsights.azure.com/v2.1/track",
    };
    assert.deepEqual(readConnection({ APPLICATIONINSIGHTS_CONNECTION_STRING: CONNECTION }), {
      ...expected,
      asIdentity: false,
    });
    assert.deepEqual(
      readConnection({
        APPLICATIONINSIGHTS_CONNECTION_STRING: CONNECTION,
        APPLICATIONINSIGHTS_AUTHENTICATION_STRING: "ClientId=x;Authorization=AAD",
      }),
      { ...expected, asIdentity: true },
    );
  });

  it("may name no place: then nothing is sent", () => {
    for (const connection of [
      undefined,
      "",
      "InstrumentationKey=key",
      "InstrumentationKey=key;IngestionEndpoint=no url",
    ]) {
      assert.equal(
        readConnection(connection === undefined ? {} : { APPLICATIONINSIGHTS_CONNECTION_STRING: connection }),
        undefined,
      );
    }
  });

  it("say which share of traces is sent, by OpenTelemetry's own names", () => {
    assert.equal(sampledShare({}), 1);
    assert.equal(sampledShare({ OTEL_TRACES_SAMPLER: "traceidratio", OTEL_TRACES_SAMPLER_ARG: "0.25" }), 0.25);
    assert.throws(() => sampledShare({ OTEL_TRACES_SAMPLER: "always_on" }), {
      message: 'OTEL_TRACES_SAMPLER is "always_on": expected "traceidratio"',
    });
    for (const argument of ["x", "-1", "1.1", "NaN"]) {
      assert.throws(() => sampledShare({ OTEL_TRACES_SAMPLER_ARG: argument }), {
        message: `OTEL_TRACES_SAMPLER_ARG is "${argument}": expected a number from 0 to 1`,
      });
    }
  });
});
