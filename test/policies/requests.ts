import analyzer from "@pulumi/pulumi/proto/analyzer_pb.js";
import structs from "google-protobuf/google/protobuf/struct_pb.js";
import { Kept, type Node, Ref, UNKNOWN } from "./samples/node.js";

/** How the engine writes a text that is not known, and a secret: @pulumi/pulumi, runtime/rpc. */
const UNKNOWN_TEXT = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
const SIGNATURE = "4dabf18193072939515e22adb298388d";
const SECRET = "1b47061264138c4ac30d75fd1eb44270";

/** Before the first up, or once all is there and nobody knows any more what flowed where. */
export type Moment = "preview" | "deployed";

export const urnOf = ({ type, name }: Node): string => `urn:pulumi:test::names::${type}::${name}`;

/** A resource as the engine shows it before it is made. */
export function resourceRequest(node: Node, moment: Moment = "preview"): analyzer.AnalyzeRequest {
  const request = new analyzer.AnalyzeRequest();
  request.setType(node.type);
  request.setName(node.name);
  request.setUrn(urnOf(node));
  request.setProperties(structs.Struct.fromJavaScript(wire(node.props, moment) as never));
  request.setOptions(new analyzer.AnalyzerResourceOptions());
  return request;
}

/** A whole stack as the engine shows it at the end. */
export function stackRequest(nodes: readonly Node[], moment: Moment): analyzer.AnalyzeStackRequest {
  const request = new analyzer.AnalyzeStackRequest();
  request.setResourcesList(nodes.map((node) => stackResource(node, moment)));
  return request;
}

function stackResource(node: Node, moment: Moment): analyzer.AnalyzerResource {
  const resource = new analyzer.AnalyzerResource();
  resource.setType(node.type);
  resource.setName(node.name);
  resource.setUrn(urnOf(node));
  resource.setOptions(new analyzer.AnalyzerResourceOptions());
  const props = moment === "deployed" ? { ...node.props, ...node.back, ...node.out } : node.props;
  resource.setProperties(structs.Struct.fromJavaScript(wire(props, moment) as never));
  if (moment === "deployed") return resource;
  for (const [property, value] of Object.entries(node.props)) {
    const from = refsIn(value).map(urnOf);
    const list = new analyzer.AnalyzerPropertyDependencies();
    list.setUrnsList([...new Set(from)]);
    if (from.length > 0) resource.getPropertydependenciesMap().set(property, list);
  }
  return resource;
}

function refsIn(value: unknown): Node[] {
  if (value instanceof Ref) return [value.node];
  if (value instanceof Kept) return refsIn(value.value);
  if (typeof value !== "object" || value === null) return [];
  return Object.values(value).flatMap(refsIn);
}

function wire(value: unknown, moment: Moment): unknown {
  if (value === UNKNOWN) return UNKNOWN_TEXT;
  if (value instanceof Ref) return moment === "preview" ? UNKNOWN_TEXT : (value.node.out?.[value.property] ?? "");
  if (value instanceof Kept) return { [SIGNATURE]: SECRET, value: wire(value.value, moment) };
  if (Array.isArray(value)) return value.map((one) => wire(one, moment));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, one]) => (one === undefined ? [] : [[key, wire(one, moment)]])),
  );
}
