import type { Progress } from "../../../tools/setup/progress.mjs";

/** Progress that keeps what it was told instead of showing it. */
export function createSilentProgress(): Progress & { readonly steps: string[]; readonly notes: string[] } {
  const steps: string[] = [];
  const notes: string[] = [];
  return {
    steps,
    notes,
    note: (text) => notes.push(text),
    step(text, work) {
      steps.push(text);
      return work(() => undefined);
    },
  };
}
