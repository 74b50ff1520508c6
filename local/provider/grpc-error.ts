import * as grpc from "@grpc/grpc-js";
import messages from "@pulumi/pulumi/proto/provider_pb.js";
import statuses from "@pulumi/pulumi/proto/status_pb.js";
import anys from "google-protobuf/google/protobuf/any_pb.js";
import { AzureError } from "../shared/azure-error.js";
import { InitFailed } from "./init-failed.js";
import { toStruct } from "./struct.js";

/** Where gRPC puts data about an error. https://grpc.io/docs/guides/error/#richer-error-model */
const DETAILS = "grpc-status-details-bin";

/** An error as the engine gets it: the provider's text of it, and what has to be kept although it failed. */
export function grpcError(error: unknown): Partial<grpc.StatusObject> {
  const code = grpc.status.UNKNOWN;
  if (!(error instanceof InitFailed)) return { code, details: textOf(error) };
  const details = textOf(error.cause);
  const kept = new messages.ErrorResourceInitFailed()
    .setId(error.id)
    .setProperties(toStruct(error.outputs))
    .setReasonsList([details]);
  const detail = new anys.Any();
  detail.pack(kept.serializeBinary(), "pulumirpc.ErrorResourceInitFailed");
  const status = new statuses.Status().setCode(code).setMessage(details).setDetailsList([detail]);
  const metadata = new grpc.Metadata();
  metadata.add(DETAILS, Buffer.from(status.serializeBinary()));
  return { code, details, metadata };
}

/** Status, code and message, as azure-native writes them. */
function textOf(error: unknown): string {
  if (!(error instanceof AzureError)) return error instanceof Error ? error.message : String(error);
  const details = error.details.map(({ code, message }) => `\n  ${code}: ${message}`).join("");
  return `Status=${error.status} Code="${error.code}" Message="${error.message}"${details}`;
}
