import { createProgress } from "../../tools/setup/progress.mjs";
import { credentialOf } from "../credential.js";
import { stackOutputs } from "../stack-outputs.js";
import { type Station, smokeTest } from "./smoke-test.js";

/** Smoke-tests a stack, and tells each station on standard error. @returns the stations up to the first that fails. */
export async function checkStack(stack: string, env: NodeJS.ProcessEnv): Promise<Station[]> {
  const { step } = createProgress(process.stderr, { env });
  const outputs = await step(`Asking stack ${stack} what it has`, () => stackOutputs(stack, env));
  const stations = await smokeTest(
    { outputs, credential: credentialOf(env) },
    { step: (name, work) => step(`Smoke test: ${name}`, work) },
  );
  const problem = stations.at(-1)?.problem;
  if (problem !== undefined) process.stderr.write(`${problem}\n`);
  return stations;
}
