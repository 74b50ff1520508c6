import assert from "node:assert/strict";
import { helpOf, SCRIPTS } from "./help-of.js";
import { commandsOf, JOBS } from "./workflow.js";

const USED = new Map<string, Set<string>>();
for (const { script, flags } of JOBS.flatMap(({ job }) => commandsOf(job)))
  USED.set(script, new Set([...(USED.get(script) ?? []), ...flags]));

describe("The commands of the workflows", function () {
  this.timeout(60_000);

  it("are there", () => assert.ok(USED.size >= 7));

  for (const [script, flags] of USED)
    it(`npm run ${script}: exists, and knows ${[...flags].join(" ") || "no flag"}`, async () => {
      assert.ok(script in SCRIPTS);
      const help = await helpOf(script);
      for (const flag of flags) assert.match(help, new RegExp(`(?<![\\w-])${flag}(?![\\w-])`), flag);
    });
});
