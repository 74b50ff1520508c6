import assert from "node:assert/strict";
import { resolve } from "node:path";
import type { handleUnaryCall, sendUnaryData } from "@grpc/grpc-js";
import { startPolicyProxy } from "../../../../tools/pulumi-cli/host/policy-proxy.mjs";
import { loadSdk } from "../../../../tools/pulumi-cli/host/sdk.mjs";

const sdk = loadSdk([resolve(import.meta.dirname, "../../../..")]);
const { grpc, analyzer, analyzerService } = sdk;

type Reply<T> = (error: Error | null, answer: T) => void;
type Handlers = Readonly<Record<string, (request: never) => object>>;

describe("The policy pack's stand-in", () => {
  const ends: (() => void)[] = [];
  afterEach(() => {
    for (const end of ends.splice(0)) end();
  });

  /** A pack that answers so. @returns its port. */
  async function pack(handlers: Handlers): Promise<number> {
    const server = new grpc.Server();
    const calls = Object.entries(handlers).map(([method, answer]) => {
      const handle: handleUnaryCall<never, object> = (call, reply: sendUnaryData<object>) => {
        try {
          reply(null, answer(call.request));
        } catch (error) {
          reply({ code: grpc.status.INTERNAL, details: (error as Error).message });
        }
      };
      return [method, handle];
    });
    server.addService(analyzerService.AnalyzerService as never, Object.fromEntries(calls));
    ends.push(() => server.forceShutdown());
    return new Promise((done, fail) => {
      server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, port) =>
        error === null ? done(port) : fail(error),
      );
    });
  }

  async function proxied() {
    const proxy = await startPolicyProxy(sdk);
    const client = new analyzerService.AnalyzerClient(`127.0.0.1:${proxy.port}`, grpc.credentials.createInsecure());
    ends.push(
      () => client.close(),
      () => proxy.close(),
    );
    return { proxy, client };
  }

  const answered = <T>(ask: (reply: Reply<T>) => unknown): Promise<T> =>
    new Promise((done, fail) => ask((error, answer) => (error === null ? done(answer) : fail(error))));

  function request(urn: string) {
    const asked = new analyzer.AnalyzeRequest();
    asked.setUrn(urn);
    return asked;
  }

  const ANALYZES: Handlers = {
    configureStack: () => new analyzer.AnalyzerStackConfigureResponse(),
    analyze: (asked: InstanceType<typeof analyzer.AnalyzeRequest>) => {
      const answer = new analyzer.AnalyzeResponse();
      const found = new analyzer.AnalyzeDiagnostic();
      found.setMessage(`judged ${asked.getUrn()}`);
      answer.addDiagnostics(found);
      return answer;
    },
  };

  it("holds calls until the pack is up, and passes them on and their answers back", async () => {
    const { proxy, client } = await proxied();
    const asked = answered<InstanceType<typeof analyzer.AnalyzeResponse>>((reply) =>
      client.analyze(request("urn:a"), reply),
    );
    await proxy.stack;
    await proxy.attach(await pack(ANALYZES));
    const messages = (await asked).getDiagnosticsList().map((one) => one.getMessage());
    assert.deepEqual(messages, ["judged urn:a"]);
  });

  it("tells the pack of its stack before any call", async () => {
    const { proxy, client } = await proxied();
    const stack = new analyzer.AnalyzerStackConfigureRequest();
    stack.setStack("dev");
    await answered((reply) => client.configureStack(stack, reply));
    assert.equal((await proxy.stack)?.getStack(), "dev");
    const told: string[] = [];
    const port = await pack({
      configureStack: (asked: typeof stack) => {
        told.push(asked.getStack());
        return new analyzer.AnalyzerStackConfigureResponse();
      },
      analyze: () => {
        told.push("analyze");
        return new analyzer.AnalyzeResponse();
      },
    });
    const asked = answered((reply) => client.analyze(request("urn:a"), reply));
    await proxy.attach(port);
    await asked;
    assert.deepEqual(told, ["dev", "analyze"]);
  });

  it("passes on a message of several megabytes", async () => {
    const { proxy, client } = await proxied();
    const asked = answered<InstanceType<typeof analyzer.AnalyzeResponse>>((reply) =>
      client.analyze(request(`urn:${"x".repeat(3_000_000)}`), reply),
    );
    await proxy.attach(await pack(ANALYZES));
    assert.equal((await asked).getDiagnosticsList()[0]?.getMessage().length, 3_000_011);
  });

  it("passes on what the pack refuses", async () => {
    const { proxy, client } = await proxied();
    const asked = answered((reply) => client.analyze(request("urn:a"), reply));
    const refuses = () => {
      throw new Error("the rule is broken");
    };
    await proxy.attach(await pack({ ...ANALYZES, analyze: refuses }));
    await assert.rejects(asked, /INTERNAL: the rule is broken/);
  });

  it("fails what waits when the pack does not come up", async () => {
    const { proxy, client } = await proxied();
    const asked = answered((reply) => client.analyze(request("urn:a"), reply));
    await proxy.stack;
    proxy.fail(new Error("it has no entry"));
    await assert.rejects(asked, /policy pack not started: it has no entry/);
  });
});
