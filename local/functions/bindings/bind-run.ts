import type { InvocationRequest, InvocationResponse } from "../worker/protocol.js";
import type { InputBinding, OutputBinding } from "./binding.js";
import type { BindingData } from "./binding-data.js";

const words = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/**
 * What the inputs of a function give one run.
 *
 * @throws when one of them cannot be read: the function does not run then.
 */
export async function readInputs(
  inputs: readonly InputBinding[],
  data: BindingData,
): Promise<InvocationRequest["inputData"]> {
  const read = inputs.map(async (input) => {
    try {
      return { name: input.name, data: (await input.read(data)) ?? {} };
    } catch (cause) {
      throw new Error(`Exception binding parameter '${input.name}': ${words(cause)}`, { cause });
    }
  });
  return Promise.all(read);
}

/**
 * Writes what a run gave to the outputs of its function, all at once.
 *
 * @throws when one of them cannot be written: the run has failed then.
 */
export async function writeOutputs(
  outputs: readonly OutputBinding[],
  { outputData = [], returnValue }: InvocationResponse,
  data: BindingData,
): Promise<void> {
  await Promise.all(
    outputs.map(async (output) => {
      const given = output.name === "$return" ? returnValue : outputData.find(({ name }) => name === output.name)?.data;
      if (given === undefined || given === null) return;
      try {
        await output.write(given, data);
      } catch (cause) {
        throw new Error(`Error while handling parameter '${output.name}' after function returned: ${words(cause)}`, {
          cause,
        });
      }
    }),
  );
}
