import { join } from "node:path";
import { launch, shutDown } from "../local/control/launch.js";
import { withFlatStack } from "./flat-stack.js";
import { type Row, ratioRow } from "./row.js";
import { Stack, type Taken } from "./stack.js";

const COUNTS = [10, 100, 1000];
const LIMIT = 1.25;

/** `pulumi up` of the real components with many subscriptions, against a flat program of as many resources. */
export async function measureSubscriptions(folder: string): Promise<Row[]> {
  const rows: Row[] = [];
  for (const count of COUNTS) rows.push(...(await measure(join(folder, String(count)), count)));
  return rows;
}

async function measure(folder: string, count: number): Promise<Row[]> {
  const azure = join(folder, "azure");
  const { run } = await launch(azure);
  let ours: Taken;
  let resources: number;
  try {
    const env = { ...run.environment, SUBSCRIPTION_COUNT: String(count) };
    const stack = await Stack.make("many-subscriptions", join(folder, "stack"), env);
    ours = await stack.up();
    resources = await stack.count();
  } finally {
    await shutDown(azure);
  }
  const flat = await withFlatStack(join(folder, "flat"), { count: resources, subscriptions: count }, (stack) =>
    stack.up(),
  );
  const memory = ({ peakMB }: Taken) =>
    `engine ${peakMB.engine.toFixed(0)} MB, program ${peakMB.program.toFixed(0)} MB`;
  return [
    ratioRow(`up, ${count} subscriptions`, ours.ms, `flat up of ${resources} resources`, flat.ms, LIMIT),
    { name: "  peak memory", measured: memory(ours), reference: memory(flat), limit: "", within: true },
  ];
}
