import { mkdtempSync } from "node:fs";
import { join } from "node:path";
import { launch, shutDown } from "../local/control/launch.js";
import { withFlatStack } from "./flat-stack.js";
import { Stack } from "./stack.js";

const folder = mkdtempSync("/tmp/gwb-");
const count = Number(process.argv[2]);
const { run } = await launch(join(folder, "azure"));
const stack = await Stack.make("many-subscriptions", join(folder, "stack"), {
  ...run.environment,
  SUBSCRIPTION_COUNT: String(count),
});
console.log("ours", (await stack.up()).ms);
const resources = await stack.count();
await shutDown(join(folder, "azure"));
console.log(
  "flat",
  (await withFlatStack(join(folder, "flat"), { count: resources, subscriptions: count }, (s) => s.up())).ms,
);

import { statSync } from "node:fs";

for (const [n, p] of [
  ["stack", "many-subscriptions"],
  ["flat", "flat-program"],
] as const)
  console.log(n, statSync(join(folder, n, "state/.pulumi/stacks", p, "bench.json")).size);
console.log(folder);
