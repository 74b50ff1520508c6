import { promisify } from "node:util";
import * as grpc from "@grpc/grpc-js";
import services from "@pulumi/pulumi/proto/provider_grpc_pb.js";
import messages from "@pulumi/pulumi/proto/provider_pb.js";
import type { Properties } from "../shared/resource.js";
import { fromStruct, toStruct } from "./struct.js";

type Method = (request: unknown, done: (error: unknown, response: never) => void) => void;

/** Somebody's hand in the portal: reads, deletes and makes resources without the engine's knowledge. */
export class ProviderClient {
  readonly #client: Record<string, Method>;

  constructor(port: number) {
    const Client = services.ResourceProviderClient as unknown as new (...args: unknown[]) => Record<string, Method>;
    this.#client = new Client(`127.0.0.1:${port}`, grpc.credentials.createInsecure());
  }

  async delete(token: string, id: string): Promise<void> {
    await this.#call("delete", new messages.DeleteRequest().setUrn(urnOf(token)).setId(id));
  }

  async create(token: string, inputs: Properties): Promise<string> {
    const request = new messages.CreateRequest().setUrn(urnOf(token)).setProperties(toStruct(inputs));
    return (await this.#call<messages.CreateResponse>("create", request)).getId();
  }

  async update(token: string, id: string, inputs: Properties): Promise<void> {
    await this.#call("update", new messages.UpdateRequest().setUrn(urnOf(token)).setId(id).setNews(toStruct(inputs)));
  }

  async read(token: string, id: string): Promise<Properties | undefined> {
    const response = await this.#read(token, id);
    return response.getId() === "" ? undefined : fromStruct(response.getInputs());
  }

  /** What Azure answers about it; nothing of what is not there. */
  async outputs(token: string, id: string): Promise<Properties> {
    return fromStruct((await this.#read(token, id)).getProperties());
  }

  /** Calls a function, e.g. `azure-native:authorization:getClientConfig`. */
  async invoke(token: string, inputs: Properties): Promise<Properties> {
    const request = new messages.InvokeRequest().setTok(token).setArgs(toStruct(inputs));
    return fromStruct((await this.#call<messages.InvokeResponse>("invoke", request)).getReturn());
  }

  close(): void {
    (this.#client as unknown as grpc.Client).close();
  }

  #read(token: string, id: string): Promise<messages.ReadResponse> {
    return this.#call("read", new messages.ReadRequest().setUrn(urnOf(token)).setId(id));
  }

  #call<Response>(method: string, request: unknown): Promise<Response> {
    const bound = this.#client[method]?.bind(this.#client);
    if (bound === undefined) throw new Error(`the provider's protocol has no method "${method}"`);
    return promisify(bound)(request) as Promise<Response>;
  }
}

const urnOf = (token: string): string => `urn:pulumi:by::hand::${token}::x`;
