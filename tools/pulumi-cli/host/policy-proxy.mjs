// @ts-check
/**
 * A policy pack reads its stack's name and config from its environment, but the engine sends them by gRPC once the pack
 * is up. So the host answers first in the pack's place, starts the pack when it knows the stack, and passes every
 * later call on.
 *
 * @typedef {object} PolicyProxy
 * @property {number} port where the engine finds it
 * @property {Promise<import("@pulumi/pulumi/proto/analyzer_pb.js").AnalyzerStackConfigureRequest | undefined>} stack
 *   resolves when the engine names the stack, or, without one, at its first other call (as in `pulumi policy publish`)
 * @property {(port: number) => Promise<void>} attach the pack is up at the port: waiting calls go on
 * @property {(reason: Error) => void} fail the pack will not come up: waiting calls fail
 * @property {() => void} close lets calls that are being answered finish first
 */

/** How long calls may take to finish once the pack is gone, in milliseconds. */
const CLOSING_MS = 1_000;

/**
 * @param {import("./sdk.mjs").Sdk} sdk
 * @returns {Promise<PolicyProxy>}
 * @see https://github.com/pulumi/pulumi/blob/master/sdk/policy_proxy.go
 */
export async function startPolicyProxy(sdk) {
  const { grpc, analyzer } = sdk;
  /** @type {PromiseWithResolvers<import("@pulumi/pulumi/proto/analyzer_pb.js").AnalyzerStackConfigureRequest | undefined>} */
  const stack = promiseWithResolvers();
  /** @type {PromiseWithResolvers<import("@grpc/grpc-js").Client>} */
  const pack = promiseWithResolvers();
  // Calls that wait for the pack report its failure; with none waiting, RunPlugin has reported it.
  pack.promise.catch(() => undefined);

  const service = /** @type {import("@grpc/grpc-js").ServiceDefinition} */ (
    /** @type {unknown} */ (sdk.analyzerService.AnalyzerService)
  );
  /** @type {import("@grpc/grpc-js").UntypedServiceImplementation} */
  const handlers = {};
  for (const [method, { path }] of Object.entries(service)) {
    handlers[method] = async (
      /** @type {import("@grpc/grpc-js").ServerUnaryCall<Buffer, Buffer>} */ call,
      /** @type {import("@grpc/grpc-js").sendUnaryData<Buffer>} */ reply,
    ) => {
      try {
        stack.resolve(undefined);
        (await pack.promise).makeUnaryRequest(path, asItIs, asItIs, call.request, (error, answer) =>
          reply(error, answer),
        );
      } catch (error) {
        const details = `policy pack not started: ${error instanceof Error ? error.message : String(error)}`;
        reply({ code: grpc.status.UNKNOWN, details });
      }
    };
  }
  handlers.handshake = (/** @type {unknown} */ _call, /** @type {(e: null, r: unknown) => void} */ reply) =>
    reply(null, new analyzer.AnalyzerHandshakeResponse());
  handlers.configureStack = (
    /** @type {{ request: import("@pulumi/pulumi/proto/analyzer_pb.js").AnalyzerStackConfigureRequest }} */ call,
    /** @type {(e: null, r: unknown) => void} */ reply,
  ) => {
    stack.resolve(call.request);
    reply(null, new analyzer.AnalyzerStackConfigureResponse());
  };

  const server = new grpc.Server({ "grpc.max_receive_message_length": -1 });
  server.addService(passedOn(service), handlers);
  const port = await new Promise((resolve, reject) => {
    server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, bound) =>
      error === null ? resolve(bound) : reject(error),
    );
  });

  return {
    port,
    stack: stack.promise,
    async attach(packPort) {
      const client = new sdk.analyzerService.AnalyzerClient(
        `127.0.0.1:${packPort}`,
        grpc.credentials.createInsecure(),
        {
          "grpc.max_receive_message_length": -1,
        },
      );
      const request = await stack.promise;
      if (request !== undefined) await configureStack(sdk, client, request);
      pack.resolve(client);
    },
    fail: pack.reject,
    close() {
      const force = setTimeout(() => server.forceShutdown(), CLOSING_MS);
      server.tryShutdown(() => clearTimeout(force));
    },
  };
}

/** Calls that are answered here; every other goes to the pack. */
const OWN = ["handshake", "configureStack"];

/**
 * The service with messages as bytes where they are only passed on: resources are large, and to decode and encode them
 * on the way would take longer than to judge them.
 *
 * @param {import("@grpc/grpc-js").ServiceDefinition} service
 * @returns {import("@grpc/grpc-js").ServiceDefinition}
 */
function passedOn(service) {
  return Object.fromEntries(
    Object.entries(service).map(([method, definition]) => [
      method,
      OWN.includes(method) ? definition : { ...definition, requestDeserialize: asItIs, responseSerialize: asItIs },
    ]),
  );
}

/** @param {Buffer} message */
const asItIs = (message) => message;

/**
 * @param {import("./sdk.mjs").Sdk} sdk
 * @param {import("@pulumi/pulumi/proto/analyzer_grpc_pb.js").AnalyzerClient} client
 * @param {import("@pulumi/pulumi/proto/analyzer_pb.js").AnalyzerStackConfigureRequest} request
 * @returns {Promise<void>}
 */
function configureStack(sdk, client, request) {
  return new Promise((resolve, reject) => {
    client.configureStack(request, (error) => {
      // A pack whose SDK does not know the call has read its environment instead.
      if (!error || error.code === sdk.grpc.status.UNIMPLEMENTED) resolve();
      else reject(new Error(`policy pack configuration failed: ${error.details ?? "no details"}`));
    });
  });
}

/**
 * `Promise.withResolvers` without needing Node 22: the host runs on the `node` that PATH names.
 *
 * @template T
 * @returns {PromiseWithResolvers<T>}
 */
function promiseWithResolvers() {
  /** @type {(value: T | PromiseLike<T>) => void} */
  let resolve = () => undefined;
  /** @type {(reason?: unknown) => void} */
  let reject = () => undefined;
  /** @type {Promise<T>} */
  const promise = new Promise((onResolve, onReject) => {
    resolve = onResolve;
    reject = onReject;
  });
  return { promise, resolve, reject };
}
