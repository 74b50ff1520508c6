import type { Policies } from "@pulumi/policy";
import * as server from "@pulumi/policy/server.js";
import type * as analyzer from "@pulumi/pulumi/proto/analyzer_pb.js";

/** One thing that a policy said. */
export interface Said {
  readonly policy: string;
  readonly level: "advisory" | "mandatory" | "remediate" | "disabled";
  readonly message: string;
  readonly urn: string;
}

type Handler<Q> = (
  call: { readonly request: Q },
  done: (error: Error | null | undefined, response: analyzer.AnalyzeResponse) => void,
) => Promise<void>;
type Make<Q> = (pack: string, version: string, level: string, policies: Policies) => Handler<Q>;

/** What the SDK's server is made of; its types say nothing of it. */
const { makeAnalyzeRpcFun, makeAnalyzeStackRpcFun, makeRemediateRpcFun } = server as unknown as {
  readonly makeAnalyzeRpcFun: Make<analyzer.AnalyzeRequest>;
  readonly makeAnalyzeStackRpcFun: Make<analyzer.AnalyzeStackRequest>;
  readonly makeRemediateRpcFun: Make<analyzer.AnalyzeRequest>;
};

const LEVELS = ["advisory", "mandatory", "disabled", "remediate"] as const;

/** The SDK's own handlers, called as the engine calls them: remediations first, then the analysis. */
export async function analyze(policies: Policies, request: analyzer.AnalyzeRequest): Promise<Said[]> {
  await call(makeRemediateRpcFun("test", "1", "mandatory", policies), request);
  return said(await call(makeAnalyzeRpcFun("test", "1", "mandatory", policies), request), request.getUrn());
}

export const analyzeStack = async (policies: Policies, request: analyzer.AnalyzeStackRequest): Promise<Said[]> =>
  said(await call(makeAnalyzeStackRpcFun("test", "1", "mandatory", policies), request), "");

const call = <Q>(handler: Handler<Q>, request: Q): Promise<analyzer.AnalyzeResponse> =>
  new Promise((done, fail) => {
    void handler({ request }, (error, response) => (error ? fail(error) : done(response)));
  });

const said = (response: analyzer.AnalyzeResponse, urn: string): Said[] =>
  response.getDiagnosticsList().map((diagnostic) => ({
    policy: diagnostic.getPolicyname(),
    level: LEVELS[diagnostic.getEnforcementlevel()] ?? "disabled",
    message: diagnostic.getMessage(),
    urn: diagnostic.getUrn() || urn,
  }));
