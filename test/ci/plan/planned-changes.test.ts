import assert from "node:assert/strict";
import { planSummary } from "../../../ci/plan/plan-summary.js";
import { plannedChanges } from "../../../ci/plan/planned-changes.js";

const urn = (name: string) => `urn:pulumi:dev::gridwire::gridwire:infra:FunctionApp$azure-native:web:WebApp::${name}`;
const PLAN = Buffer.from(
  JSON.stringify({
    resourcePlans: {
      [urn("same")]: { steps: ["same"] },
      [urn("new")]: { steps: ["create"] },
      [urn("changed")]: { steps: ["update"] },
      [urn("again")]: { steps: ["create-replacement", "replace", "delete-replaced"] },
      [urn("gone")]: { steps: ["delete"] },
      [urn("looked-at")]: { steps: ["refresh", "same"] },
      [urn("odd::name")]: { steps: ["import"] },
      [urn("none")]: {},
    },
  }),
);

describe("What a plan will change", () => {
  it("is read from its steps, resource by resource", () => {
    assert.deepEqual(
      plannedChanges(PLAN).map(({ name, type, step }) => [name, type, step]),
      [
        ["new", "azure-native:web:WebApp", "create"],
        ["changed", "azure-native:web:WebApp", "update"],
        ["again", "azure-native:web:WebApp", "replace"],
        ["gone", "azure-native:web:WebApp", "delete"],
        ["odd::name", "azure-native:web:WebApp", "other"],
      ],
    );
    assert.deepEqual(plannedChanges(Buffer.from("{}")), []);
  });

  it("is summed up, with what takes away first", () => {
    const header = {
      ...{ stack: "dev", commit: "c".repeat(40), cli: "v3.259.0", createdAt: "", refresh: false },
      packages: { recorder: "a".repeat(64) },
    };
    const text = planSummary(header, plannedChanges(PLAN));
    assert.match(text, /^## Plan for dev: 1 to create, 1 to update, 1 to replace, 1 to delete, 1 to other\n/);
    assert.match(text, /recorder `aaaaaaaaaaaa`/);
    assert.deepEqual(
      [...text.matchAll(/^\| (\w+) \| `/gm)].map(([, step]) => step),
      ["delete", "replace", "update", "create", "other"],
    );
    assert.match(planSummary(header, []), /^## Plan for dev: nothing to change\n/);
    const many = Array.from({ length: 203 }, (_, index) => ({
      ...{ name: `r${index}`, type: "a:b:C", step: "create" as const },
    }));
    assert.match(planSummary(header, many), /and 3 more\./);
  });
});
