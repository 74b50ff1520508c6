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

  async read(token: string, id: string): Promise<Properties | undefined> {
    const response = await this.#call<messages.ReadResponse>(
      "read",
      new messages.ReadRequest().setUrn(urnOf(token)).setId(id),
    );
    return response.getId() === "" ? undefined : fromStruct(response.getInputs());
  }

  close(): void {
    (this.#client as unknown as grpc.Client).close();
  }

  #call<Response>(method: string, request: unknown): Promise<Response> {
    const bound = this.#client[method]?.bind(this.#client);
    if (bound === undefined) throw new Error(`the provider's protocol has no method "${method}"`);
    return promisify(bound)(request) as Promise<Response>;
  }
}

const urnOf = (token: string): string => `urn:pulumi:by::hand::${token}::x`;
