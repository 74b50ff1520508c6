import structs, { type Struct } from "google-protobuf/google/protobuf/struct_pb.js";
import type { Properties } from "../shared/resource.js";

/**
 * A value that a preview does not know.
 *
 * @see https://github.com/pulumi/pulumi sdk/go/common/resource/plugin/rpc.go
 */
export const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** The properties on the wire. Secrets come in clear: a provider that does not ask for marks leaves them to the engine. */
export const fromStruct = (struct: Struct | undefined): Properties => (struct?.toJavaScript() ?? {}) as Properties;

export const toStruct = (properties: Properties): Struct =>
  structs.Struct.fromJavaScript(
    JSON.parse(JSON.stringify(properties)) as Parameters<typeof structs.Struct.fromJavaScript>[0],
  );
