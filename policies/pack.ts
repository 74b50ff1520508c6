import { PolicyPack } from "@pulumi/policy";
import { rules } from "./index.js";
import { policyOf, unjudgedPolicy } from "./kit/policy.js";

new PolicyPack("gridwire", {
  displayName: "gridwire",
  description: "Least privilege and safe defaults for event-driven systems on Azure",
  provider: "azure-native",
  // Every rule states its own; this is for one that would not.
  enforcementLevel: "mandatory",
  // The engine shows what a pack writes here.
  policies: [...rules.map(policyOf), unjudgedPolicy((line) => process.stderr.write(`${line}\n`))],
});
