import type { AddressInfo } from "node:net";
import * as grpc from "@grpc/grpc-js";
import plugins from "@pulumi/pulumi/proto/plugin_pb.js";
import services from "@pulumi/pulumi/proto/provider_grpc_pb.js";
import messages from "@pulumi/pulumi/proto/provider_pb.js";
import empties from "google-protobuf/google/protobuf/empty_pb.js";
import { grpcError } from "./grpc-error.js";
import type { Package } from "./package.js";
import { fromStruct, toStruct } from "./struct.js";

type Call<Request> = grpc.ServerUnaryCall<Request, unknown>;

/**
 * A package as the engine's provider, over gRPC on loopback.
 *
 * @see https://github.com/pulumi/pulumi proto/pulumi/provider.proto
 */
export class ProviderServer {
  readonly #server = new grpc.Server({ "grpc.max_receive_message_length": -1, "grpc.max_send_message_length": -1 });
  port = 0;

  constructor(kind: Package) {
    const definition = services.ResourceProviderService as grpc.ServiceDefinition;
    const methods: Record<string, grpc.UntypedHandleCall> = methodsOf(kind);
    const missing = Object.keys(definition).filter((method) => !(method in methods));
    const unimplemented =
      (method: string): grpc.UntypedHandleCall =>
      (_call: unknown, done: grpc.sendUnaryData<unknown>) =>
        done({ code: grpc.status.UNIMPLEMENTED, details: method });
    this.#server.addService(definition, {
      ...methods,
      ...Object.fromEntries(missing.map((method) => [method, unimplemented(method)])),
    });
  }

  /** @param port 0 for a free one; another is taken when it is in use. */
  async listen(port: number): Promise<void> {
    this.port = await this.#bind(port).catch((error: Error) => {
      if (port === 0) throw error;
      return this.#bind(0);
    });
  }

  close(): void {
    this.#server.forceShutdown();
  }

  #bind(port: number): Promise<AddressInfo["port"]> {
    return new Promise((resolve, reject) => {
      this.#server.bindAsync(`127.0.0.1:${port}`, grpc.ServerCredentials.createInsecure(), (error, bound) => {
        if (error !== null) reject(error);
        else resolve(bound);
      });
    });
  }
}

function methodsOf(kind: Package): Record<string, grpc.UntypedHandleCall> {
  const empty = () => new empties.Empty();
  return {
    attach: answer(empty),
    cancel: answer(empty),
    getPluginInfo: answer(() => new plugins.PluginInfo().setVersion(kind.version)),
    checkConfig: answer((request: messages.CheckRequest) => new messages.CheckResponse().setInputs(request.getNews())),
    diffConfig: answer(() => new messages.DiffResponse()),
    configure: answer((request: messages.ConfigureRequest) => {
      const variables = [...request.getVariablesMap().entries()] as [string, string][];
      kind.configure(Object.fromEntries(variables.map(([key, value]) => [key.split(":").at(-1) ?? key, value])));
      return new messages.ConfigureResponse().setSupportspreview(true);
    }),
    check: answer((request: messages.CheckRequest) => {
      const [token, name] = namesIn(request.getUrn());
      const { inputs, failures } = kind.check(
        token,
        name,
        fromStruct(request.getOlds()),
        fromStruct(request.getNews()),
        request.getRandomseed_asU8(),
      );
      return new messages.CheckResponse()
        .setInputs(toStruct(inputs))
        .setFailuresList(failures.map((reason) => new messages.CheckFailure().setReason(reason)));
    }),
    diff: answer((request: messages.DiffRequest) => diff(kind, request)),
    create: answer(async (request: messages.CreateRequest) => {
      const inputs = fromStruct(request.getProperties());
      if (request.getPreview()) return new messages.CreateResponse().setProperties(toStruct(inputs));
      const { id, outputs } = await kind.create(namesIn(request.getUrn())[0], inputs);
      return new messages.CreateResponse().setId(id).setProperties(toStruct(outputs));
    }),
    update: answer(async (request: messages.UpdateRequest) => {
      const inputs = fromStruct(request.getNews());
      const outputs = request.getPreview()
        ? kind.previewUpdate(fromStruct(request.getOlds()), inputs)
        : await kind.update(namesIn(request.getUrn())[0], request.getId(), inputs);
      return new messages.UpdateResponse().setProperties(toStruct(outputs));
    }),
    read: answer(async (request: messages.ReadRequest) => {
      const kept = await kind.read(namesIn(request.getUrn())[0], request.getId());
      if (kept === undefined) return new messages.ReadResponse();
      return new messages.ReadResponse()
        .setId(kept.id)
        .setInputs(toStruct(kept.inputs))
        .setProperties(toStruct(kept.outputs));
    }),
    delete: answer(async (request: messages.DeleteRequest) => {
      await kind.delete(namesIn(request.getUrn())[0], request.getId());
      return empty();
    }),
    invoke: answer(async (request: messages.InvokeRequest) => {
      const result = await kind.invoke(request.getTok(), fromStruct(request.getArgs()));
      return new messages.InvokeResponse().setReturn(toStruct(result));
    }),
  };
}

function diff(kind: Package, request: messages.DiffRequest): messages.DiffResponse {
  const { changes, deleteBeforeReplace } = kind.diff(
    namesIn(request.getUrn())[0],
    fromStruct(request.getOldInputs()),
    fromStruct(request.getNews()),
  );
  const response = new messages.DiffResponse()
    .setChanges(
      changes.length > 0 ? messages.DiffResponse.DiffChanges.DIFF_SOME : messages.DiffResponse.DiffChanges.DIFF_NONE,
    )
    .setDiffsList([...new Set(changes.map(({ path }) => path.split(/[.[]/)[0] ?? path))])
    .setReplacesList(changes.filter(({ replaces }) => replaces).map(({ path }) => path))
    .setDeletebeforereplace(deleteBeforeReplace && changes.some(({ replaces }) => replaces))
    .setHasdetaileddiff(true);
  for (const { path, kind: change, replaces } of changes) {
    const detail = `${change.toUpperCase()}${replaces ? "_REPLACE" : ""}` as keyof typeof messages.PropertyDiff.Kind;
    response
      .getDetaileddiffMap()
      .set(path, new messages.PropertyDiff().setKind(messages.PropertyDiff.Kind[detail]).setInputdiff(true));
  }
  return response;
}

/** Type token and logical name of a URN: `urn:pulumi:stack::project::parent$type::name`. */
function namesIn(urn: string): [token: string, name: string] {
  const [, , types = "", ...name] = urn.split("::");
  return [types.split("$").at(-1) ?? types, name.join("::")];
}

/** A unary method. An error becomes the provider's text of it: status, code and message. */
function answer<Request>(handle: (request: Request) => unknown): grpc.UntypedHandleCall {
  return (call: Call<Request>, done: grpc.sendUnaryData<unknown>) => {
    Promise.resolve()
      .then(() => handle(call.request))
      .then(
        (response) => done(null, response),
        (error: unknown) => done(grpcError(error)),
      );
  };
}
