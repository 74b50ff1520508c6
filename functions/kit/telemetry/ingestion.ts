import { promisify } from "node:util";
import { constants, gzip } from "node:zlib";
import {
  bearerTokenAuthenticationPolicy,
  createDefaultHttpClient,
  createPipelineFromOptions,
  createPipelineRequest,
} from "@azure/core-rest-pipeline";
import { credential } from "../credential.js";
import type { Connection } from "./connection.js";
import type { Piece, Sent } from "./outbox.js";

const packed = promisify(gzip);

/** How long an answer is waited for. */
const LIMIT_MS = 10_000;
/** https://learn.microsoft.com/azure/azure-monitor/app/azure-ad-authentication */
const SCOPE = "https://monitor.azure.com/.default";
/**
 * Answers after which the same may be taken: a grant or a quota may come. As Azure Monitor's own exporter has them.
 *
 * @see https://github.com/Azure/azure-sdk-for-js sdk/monitor/monitor-opentelemetry-exporter/src/utils/breezeUtils.ts
 */
const PASSING = new Set([401, 403, 408, 429, 439, 500, 502, 503, 504]);

interface Answer {
  readonly errors?: readonly { readonly index: number; readonly statusCode: number }[];
}

/**
 * Sends to Application Insights, as the app's identity if the connection asks for one. In lines, and packed, as the SDK
 * of the Functions host does: pieces are much alike, and sending them as they are is most of what telemetry costs.
 *
 * @see https://github.com/microsoft/ApplicationInsights-dotnet BASE/src/Microsoft.ApplicationInsights/Extensibility/Implementation/JsonSerializer.cs
 */
export function ingestion({ url, asIdentity }: Connection): (batch: readonly Piece[]) => Promise<Sent> {
  const http = createDefaultHttpClient();
  const pipeline = createPipelineFromOptions({ retryOptions: { maxRetries: 0 } });
  if (asIdentity) pipeline.addPolicy(bearerTokenAuthenticationPolicy({ credential: credential(), scopes: SCOPE }));
  return async (batch) => {
    const request = createPipelineRequest({
      url,
      method: "POST",
      body: await packed(batch.join("\n"), { level: constants.Z_BEST_SPEED }),
      timeout: LIMIT_MS,
      abortSignal: AbortSignal.timeout(LIMIT_MS),
      // To a collector on one's own machine; a token goes over TLS alone, whatever is said here.
      allowInsecureConnection: true,
    });
    request.headers.set("content-type", "application/x-json-stream");
    request.headers.set("content-encoding", "gzip");
    const { status, bodyAsText } = await pipeline.sendRequest(http, request);
    return sentOf(batch, status, bodyAsText ?? "");
  };
}

/** What an answer says of each piece. @param text body of the answer. */
export function sentOf(batch: readonly Piece[], status: number, text: string): Sent {
  if (status === 200) return { again: [], refused: 0 };
  const why = `status ${status}`;
  // A part was taken: what of the rest may be taken another time is told apart.
  if (status === 206) {
    const { errors = [] } = JSON.parse(text) as Answer;
    const again = errors.flatMap(({ index, statusCode }) => (PASSING.has(statusCode) ? (batch[index] ?? []) : []));
    return { again, refused: errors.length - again.length, why };
  }
  return PASSING.has(status) ? { again: batch, refused: 0, why } : { again: [], refused: batch.length, why };
}
