import { EXIT } from "../../ci/exit-codes.js";
import type { Environment } from "../../infra/environments.js";
import { ByHand } from "./by-hand.js";
import type { Cast } from "./cast.js";
import type { Scene } from "./scene.js";

/** Somebody changes an environment behind Pulumi's back, and takes it back. */
export function drift(cast: Cast, environment: Environment): Scene[] {
  const hand = new ByHand(cast.stage.azure, environment);
  const look = async (code: number, file: string) => {
    const args = ["--stack", environment, "--out", cast.kept(file)];
    await cast.step(cast.jobIn(`${environment}-preview`), code, "ci:drift", ...args);
    return cast.headOf(file);
  };
  return [
    { does: `ci:drift of ${environment}, as it was deployed`, play: () => look(EXIT.done, "drift-before.md") },
    {
      does: "somebody keeps the logs for a year, in the portal; ci:drift again",
      play: async () => {
        await hand.change();
        return look(EXIT.drift, "drift.md");
      },
    },
    {
      does: "the change is taken back; ci:drift again",
      play: async () => {
        await hand.undo();
        return look(EXIT.done, "drift-after.md");
      },
    },
  ];
}
