import type { ContractChange } from "./contract-changes.js";
import { inert, quoted } from "./inert.js";
import { list, type Section } from "./section.js";

const WORDS: Readonly<Record<ContractChange["kind"], string>> = {
  breaking: "⚠️ **breaking**",
  removed: "⚠️ **removed**",
  new: "**new** event",
  compatible: "**compatible**",
  app: "app",
};

/** Changes of events and of apps' manifests. */
export const contractSection = (changes: readonly ContractChange[]): Section =>
  list(
    "### Contract changes",
    changes.map(({ kind, name, details }) => {
      const said = details.map((detail) => inert(detail)).join("; ");
      return `${WORDS[kind]} ${quoted(name)}${said === "" ? "" : `: ${said}`}`;
    }),
  );

/** Whether those who publish or handle it are broken. */
export const breaks = ({ kind }: ContractChange): boolean => kind === "breaking" || kind === "removed";
