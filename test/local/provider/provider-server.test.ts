import assert from "node:assert/strict";
import { promisify } from "node:util";
import * as grpc from "@grpc/grpc-js";
import services from "@pulumi/pulumi/proto/provider_grpc_pb.js";
import messages from "@pulumi/pulumi/proto/provider_pb.js";
import statuses from "@pulumi/pulumi/proto/status_pb.js";
import { InitFailed } from "../../../local/provider/init-failed.js";
import type { Package } from "../../../local/provider/package.js";
import { ProviderServer } from "../../../local/provider/provider-server.js";
import { fromStruct, toStruct } from "../../../local/provider/struct.js";
import { AzureError } from "../../../local/shared/azure-error.js";

const URN = "urn:pulumi:dev::names::gridwire:Vault$azure-native:keyvault:Vault::vault::with::colons";

describe("ProviderServer", () => {
  const calls: unknown[][] = [];
  const kind: Package = {
    version: "3.28.0",
    configure: (config) => void calls.push(["configure", config]),
    check: (...args) => {
      calls.push(["check", ...args.slice(0, 4)]);
      return { inputs: args[3], failures: ["missing"] };
    },
    diff: () => ({ changes: [{ path: "a.b", kind: "update", replaces: true }], deleteBeforeReplace: true }),
    create: async (token, inputs) => {
      const refusal = new AzureError(400, "Failed", "not up");
      if (inputs.break === true) throw new InitFailed("/id", { half: true }, refusal);
      if (inputs.refuse === true) throw new AzureError(409, "Conflict", "taken", [{ code: "Cause", message: "why" }]);
      return { id: "/id", outputs: { token, ...inputs } };
    },
    previewUpdate: (outputs, inputs) => ({ previewed: true, ...outputs, ...inputs }),
    update: async (_token, id, inputs) => ({ id, ...inputs }),
    read: async () => undefined,
    delete: async (...args) => void calls.push(["delete", ...args]),
    invoke: async (token, inputs) => ({ token, ...inputs }),
  };
  const server = new ProviderServer(kind);
  // The generated client's methods are not known to the type checker by name.
  let client: Record<string, (request: unknown, done: (error: unknown, response: never) => void) => void>;

  const call = <Response>(method: string, request: unknown): Promise<Response> => {
    const bound = client[method]?.bind(client);
    assert.ok(bound);
    return promisify(bound)(request) as Promise<Response>;
  };

  before(async () => {
    await server.listen(0);
    const Client = services.ResourceProviderClient as unknown as new (...args: unknown[]) => typeof client;
    client = new Client(`127.0.0.1:${server.port}`, grpc.credentials.createInsecure());
  });
  after(() => {
    (client as unknown as grpc.Client).close();
    server.close();
  });

  it("passes the type's token and the logical name, colons and all", async () => {
    const response = await call<messages.CheckResponse>(
      "check",
      new messages.CheckRequest().setUrn(URN).setNews(toStruct({ a: 1 })),
    );
    assert.deepEqual(calls.at(-1), ["check", "azure-native:keyvault:Vault", "vault::with::colons", {}, { a: 1 }]);
    assert.equal(response.getFailuresList()[0]?.getReason(), "missing");
  });

  it("answers a diff with its details", async () => {
    const response = await call<messages.DiffResponse>("diff", new messages.DiffRequest().setUrn(URN));
    assert.equal(response.getChanges(), messages.DiffResponse.DiffChanges.DIFF_SOME);
    assert.deepEqual(response.getReplacesList(), ["a.b"]);
    assert.equal(response.getDeletebeforereplace(), true);
    assert.equal(response.getDetaileddiffMap().get("a.b")?.getKind(), messages.PropertyDiff.Kind.UPDATE_REPLACE);
  });

  it("creates nothing in a preview", async () => {
    const request = new messages.CreateRequest()
      .setUrn(URN)
      .setPreview(true)
      .setProperties(toStruct({ refuse: true }));
    const response = await call<messages.CreateResponse>("create", request);
    assert.equal(response.getId(), "");
    assert.deepEqual(fromStruct(response.getProperties()), { refuse: true });
  });

  it("passes a refusal on with status, code, message and causes", async () => {
    const request = new messages.CreateRequest().setUrn(URN).setProperties(toStruct({ refuse: true }));
    await assert.rejects(call("create", request), /Status=409 Code="Conflict" Message="taken"\n {2}Cause: why/);
  });

  it("passes on what was made and did not come up, for the engine to keep", async () => {
    const request = new messages.CreateRequest().setUrn(URN).setProperties(toStruct({ break: true }));
    const error = await call("create", request).then(
      () => undefined,
      (thrown: grpc.ServiceError) => thrown,
    );
    assert.equal(error?.details, 'Status=400 Code="Failed" Message="not up"');
    const status = statuses.Status.deserializeBinary(error?.metadata.get("grpc-status-details-bin")[0] as Buffer);
    const [detail] = status.getDetailsList();
    assert.equal(detail?.getTypeName(), "pulumirpc.ErrorResourceInitFailed");
    const kept = messages.ErrorResourceInitFailed.deserializeBinary(detail?.getValue_asU8() ?? new Uint8Array());
    assert.equal(kept.getId(), "/id");
    assert.deepEqual(fromStruct(kept.getProperties()), { half: true });
    assert.deepEqual(kept.getReasonsList(), [error?.details]);
  });

  it("previews and makes updates, deletes, invokes, and says what is gone", async () => {
    const update = () =>
      new messages.UpdateRequest()
        .setUrn(URN)
        .setId("/id")
        .setOlds(toStruct({ old: 1 }))
        .setNews(toStruct({ a: 2 }));
    const previewed = await call<messages.UpdateResponse>("update", update().setPreview(true));
    assert.deepEqual(fromStruct(previewed.getProperties()), { previewed: true, old: 1, a: 2 });
    const updated = await call<messages.UpdateResponse>("update", update());
    assert.deepEqual(fromStruct(updated.getProperties()), { id: "/id", a: 2 });
    await call("delete", new messages.DeleteRequest().setUrn(URN).setId("/id"));
    assert.deepEqual(calls.at(-1), ["delete", "azure-native:keyvault:Vault", "/id"]);
    const invoked = await call<messages.InvokeResponse>(
      "invoke",
      new messages.InvokeRequest().setTok("t").setArgs(toStruct({ b: 3 })),
    );
    assert.deepEqual(fromStruct(invoked.getReturn()), { token: "t", b: 3 });
    const read = await call<messages.ReadResponse>("read", new messages.ReadRequest().setUrn(URN).setId("/id"));
    assert.equal(read.getId(), "");
  });

  it("refuses what it does not do, by name", async () => {
    await assert.rejects(call("getSchema", new messages.GetSchemaRequest()), {
      code: grpc.status.UNIMPLEMENTED,
      details: "getSchema",
    });
  });
});
