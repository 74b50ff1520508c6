import assert from "node:assert/strict";
import { type Drift, driftReport, isDrift } from "../../../ci/drift/drift-report.js";
import { driftIn, type ResourceDrift } from "../../../ci/drift/step.js";

const SITE = "urn:pulumi:dev::gridwire::gridwire:infra:FunctionApp$azure-native:web:WebApp::tally-site";
const NONE: Drift = { stack: "dev", inAzure: [], toDeploy: [], commit: "c".repeat(40) };
const drift = (more: Partial<ResourceDrift> = {}): ResourceDrift => ({
  ...{ name: "tally-site", type: "azure-native:web:WebApp", operation: "update", properties: [] },
  ...more,
});

describe("Drift", () => {
  it("is what the steps change, property by property", () => {
    const found = driftIn(
      JSON.stringify({
        steps: [
          { op: "same", urn: SITE },
          { op: "refresh", urn: SITE, oldState: {}, newState: {}, detailedDiff: null },
          { op: "read", urn: SITE },
          { op: "delete", urn: `${SITE}-gone`, oldState: {}, detailedDiff: null },
          {
            op: "update",
            urn: SITE,
            oldState: { inputs: { tags: { owner: "ada" } }, outputs: { state: "Running", url: "[secret]" } },
            newState: { inputs: { tags: { owner: "eve" } }, outputs: { state: "Stopped", url: "[secret]" } },
            detailedDiff: {
              "tags.owner": { kind: "update", inputDiff: true },
              state: { kind: "update" },
              url: { kind: "update" },
              "tags.more": { kind: "add", inputDiff: true },
            },
          },
          { op: "create-replacement", urn: SITE },
          { op: "replace", urn: `${SITE}-again`, detailedDiff: null },
        ],
      }),
    );
    assert.deepEqual(found, [
      drift({ name: "tally-site-gone", operation: "delete" }),
      drift({
        properties: [
          { path: "tags.owner", before: '"ada"', now: '"eve"' },
          { path: "state", before: '"Running"', now: '"Stopped"' },
          { path: "url", before: '"[secret]"', now: '"[secret]"' },
          { path: "tags.more", before: "", now: "" },
        ],
      }),
      drift({ name: "tally-site-again", operation: "replace" }),
    ]);
    assert.deepEqual(driftIn("{}"), []);
  });

  it("is none when nothing differs", () => {
    assert.equal(isDrift(NONE), false);
    assert.match(driftReport(NONE), /^## No drift: dev is what its code says\n/);
  });

  it("tells what somebody changed, and the way on", () => {
    const properties = [{ path: "tags.owner", before: '"ada"', now: '"eve | `x`"' }];
    const text = driftReport({ ...NONE, inAzure: [drift({ properties })] });
    assert.match(text, /^## Drift: dev is not what its code says\n/);
    assert.match(
      text,
      /### Azure is not as Pulumi left it\n\n\|.*\| In the state \| In Azure \|\n.*\n\| update \| `tally-site`<br>`azure-native:web:WebApp` \| `tags.owner` \| `"ada"` \| ``"eve \\\| `x`"`` \|/,
    );
    assert.match(text, /`--refresh`/);
    assert.doesNotMatch(text, /What a deployment would do now/);
  });

  it("says so when it is code that is not deployed", () => {
    const text = driftReport({ ...NONE, toDeploy: [drift({ operation: "create" })] });
    assert.match(text, /### What a deployment would do now/);
    assert.match(text, /Nobody changed Azure: 1 of this commit's changes are not deployed to dev yet/);
    assert.doesNotMatch(text, /Azure is not as Pulumi left it/);
  });

  it("masks what looks like a key, and fits into an issue", () => {
    const long = "x".repeat(5000);
    const properties = [{ path: `url.${long}`, before: `"https://h/x?code=the-key&a=1 ${long}"`, now: `"${long}"` }];
    const many = Array.from({ length: 500 }, () => drift({ properties, type: "t".repeat(80), name: "n".repeat(60) }));
    const text = driftReport({ ...NONE, inAzure: many, toDeploy: many });
    assert.ok(text.length < 65_536, `${text.length} characters`);
    assert.match(text, /and 450 more\./);
    assert.doesNotMatch(text, /the-key/);
  });
});
