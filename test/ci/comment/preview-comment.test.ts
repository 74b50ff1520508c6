import assert from "node:assert/strict";
import type { Digest } from "../../../ci/comment/digest.js";
import { policyFindingsIn } from "../../../ci/comment/policy-findings.js";
import { type CommentParts, markerOf, type Outcome, previewComment } from "../../../ci/comment/preview-comment.js";
import { LONGEST_COMMENT } from "../../../ci/comment/section.js";
import { digestOf, fixture, step } from "./sample.js";

const previewed = (digest: Digest, events = ""): Outcome => ({
  is: "previewed",
  digest,
  policies: policyFindingsIn(events),
});

const comment = (outcome: Outcome, more: Partial<CommentParts> = {}) =>
  previewComment({ stack: "dev", commit: "0123456789ab", outcome, contracts: [], validated: [], ...more });

const everything = () =>
  comment(previewed(digestOf("everything"), fixture("everything.events.jsonl")), {
    contracts: [
      { kind: "breaking", name: "Names.NameGenerated.v1", details: ["data.more: the field became required"] },
      { kind: "app", name: "tally", details: ["need rawNames added: write blobContainer raw-names"] },
    ],
    validated: [{ stack: "prod", resources: 49, findings: [{ title: "Topic `names`", texts: ["sku is unknown"] }] }],
  });

describe("The comment of a preview", () => {
  it("begins with the marker of its stack", () => {
    assert.ok(comment(previewed(digestOf("empty"))).startsWith("<!-- gridwire preview: dev -->\n"));
    assert.notEqual(markerOf("dev"), markerOf("prod"));
  });

  it("is one line when nothing changes", () => {
    assert.equal(
      comment(previewed(digestOf("empty"))),
      `${markerOf("dev")}\n\n**Preview of \`dev\`**: no changes; 67 stay the same. Commit \`0123456789ab\`.\n`,
    );
  });

  it("tells what matters most first", () => {
    const text = everything();
    const places = [
      "2 to create, 12 to update, 2 to replace, 2 to delete",
      "4 changes let somebody do more",
      "### Privilege changes",
      "### Contract changes",
      "### Policy findings",
      "### Not what Azure's published types take",
      "### Replaced and deleted",
      "### Cost-relevant changes",
      "### Resources",
      "<details><summary>Full diff</summary>",
    ].map((part) => text.indexOf(part));
    assert.deepEqual(
      places,
      places.toSorted((one, other) => one - other),
    );
    assert.ok(!places.includes(-1), places.join(" "));
  });

  it("tells each right with who, role, scope and kind of principal", () => {
    const lines = everything().split("\n");
    for (const line of [
      "| **added** | `tally-identity` of `tally` | `Storage Blob Data Contributor` | BlobContainer `data-name-texts` | `ServicePrincipal` | App tally declares the need rawNames: write |",
      "| **changed** | `tally-identity` of `tally` | `Storage Table Data Contributor` → `Storage Table Data Reader` | Table `data-lettercounts` | `ServicePrincipal` | App tally declares the need letterCounts: read |",
      "- **keys** `data-account`: `allowSharedKeyAccess` `false` → `true` ⚠️ opens",
    ])
      assert.ok(lines.includes(line), line);
  });

  it("tells each finding, each replacement and what it costs", () => {
    const lines = everything().split("\n");
    for (const line of [
      "- ⚠️ **breaking** `Names.NameGenerated.v1`: data.more: the field became required",
      "| ❌ **mandatory**, high | `storage-shared-key-off` | `data-account` | allowSharedKeyAccess is true: expected false. Set allowSharedKeyAccess to false and grant data roles. |",
      "| `prod` | `` Topic `names` `` | sku is unknown |",
      "- **delete** `data-raw-names` (BlobContainer) ⚠️ holds data",
      "| `monitoring-workspace` | `retentionInDays` `30` → `90` | what is kept longer is paid longer |",
      "| update | `tally-site` | `azure-native:web:WebApp` | `functionAppConfig`, `siteConfig` |",
      '+   siteConfig.appSettings["RAW_NAMES_URL"].value: https://stdatastorelocal9vu1md.blob.core.windows.net/name-texts',
    ])
      assert.ok(lines.includes(line), line);
  });

  it("shows that a secret changed, and not what it was or is", () => {
    assert.match(everything(), /- {3}properties\.value: \[secret\]\n\+ {3}properties\.value: \[secret\]/);
  });

  it("names what a first preview does not know yet", () => {
    const text = comment(previewed(digestOf("first")));
    assert.match(
      text,
      /\| \*\*added\*\* \| `tally-identity` of `tally` \| `Storage Table Data Contributor` \| Table `data-lettercounts` \|/,
    );
    assert.match(text, /Notes: what only the up can tell, and warnings \(5\)/);
    assert.doesNotMatch(text, /04da6b54/);
  });

  it("says that all stacks fit Azure's types when they do", () => {
    const validated = [{ stack: "dev", resources: 49, findings: [] }];
    assert.match(
      comment(previewed(digestOf("everything")), { validated }),
      /Every resource of `dev` fits Azure's published types/,
    );
  });

  it("lists no components, only what is in them", () => {
    const type = "gridwire:infra:FunctionApp";
    const component = step(type, "tally", { after: { custom: false } });
    const text = comment(previewed({ steps: [component], diagnostics: [], changeSummary: { create: 1 } }));
    assert.doesNotMatch(text, /FunctionApp/);
  });

  it("marks what is no longer protected", () => {
    const type = "azure-native:keyvault:Vault";
    const unprotected = step(type, "vault", { before: { protect: true }, after: { protect: false }, op: "same" });
    const text = comment(previewed({ steps: [unprotected], diagnostics: [], changeSummary: { same: 1 } }));
    assert.match(text, /- \*\*update\*\* `vault` \(Vault\) ⚠️ no longer protected/);
  });

  describe("when there is no preview to tell of", () => {
    const failed: Outcome = {
      is: "failed",
      said: "error: the passphrase does not fit ```",
      explanation: "The passphrase is another one.",
      policies: policyFindingsIn(fixture("everything.events.jsonl")),
    };

    it("says why it failed, with the policy findings and without half a table", () => {
      const text = comment(failed);
      assert.match(text, /## Preview of `dev` failed/);
      assert.match(text, /The passphrase is another one\./);
      assert.match(text, /````\nerror: the passphrase does not fit ```\n````/);
      assert.match(text, /### Policy findings/);
      assert.doesNotMatch(text, /### Resources|Full diff|to create/);
    });

    it("shows the end of what the CLI said, masked", () => {
      const said = `${"line\n".repeat(5000)}at last https://x.example/?sig=abcdef`;
      const text = comment({ ...failed, said });
      assert.match(text, /at last https:\/\/x\.example\/\?sig=\*\*\*/);
      assert.ok(text.length < 10_000);
    });

    it("says what it leaves out, and tells the rest", () => {
      const text = comment(
        { is: "left out", why: "this pull request comes from a fork" },
        { contracts: [{ kind: "new", name: "Orders.OrderPlaced.v1", details: [] }] },
      );
      assert.match(text, /There is no preview: this pull request comes from a fork\./);
      assert.match(text, /\*\*new\*\* event `Orders\.OrderPlaced\.v1`/);
      assert.doesNotMatch(text, /to create/);
    });

    it("says why contracts are not compared", () => {
      const text = comment(previewed(digestOf("empty")), { contracts: { why: "there is no origin/main" } });
      assert.match(text, /no changes[\s\S]*Contract changes are left out: there is no origin\/main\./);
    });
  });

  describe("of a very great change", () => {
    const many = Array.from({ length: 3000 }, (_, index) =>
      step("azure-native:storage:StorageAccount", `account-${index}`, {
        before: { inputs: { kind: "a", allowSharedKeyAccess: false } },
        after: { inputs: { kind: "b".repeat(100), allowSharedKeyAccess: index < 3 } },
      }),
    );

    it("fits, keeps what matters most, and says what it left out", () => {
      const text = comment(
        previewed(
          { steps: many, diagnostics: [], changeSummary: { update: 3000 } },
          fixture("everything.events.jsonl"),
        ),
      );
      assert.ok(text.length <= LONGEST_COMMENT, String(text.length));
      assert.ok([...text].length > LONGEST_COMMENT * 0.9);
      assert.match(text, /3 changes let somebody do more/);
      assert.match(text, /### Policy findings\n\n\|.*\n\|.*\n(\| ❌.*\n)+/);
      assert.match(text, /_3000 of 3000 left out: the comment would be longer than GitHub takes\._\n\n<\/details>/);
    });
  });

  describe("with names and values of a program that means ill", () => {
    const ill = "](https://evil.example) @octocat `<script>` | ```";
    const key = "sig=Q7xV2mK9pL4tR8wZ1nB6cJ3hF5";
    const type = "azure-native:storage:StorageAccount";
    const text = comment(
      previewed(
        {
          steps: [step(type, ill, { before: { inputs: { a: "x" } }, after: { inputs: { a: `${ill} ${key}` } } })],
          diagnostics: [{ severity: "warning", message: `${ill} ${key}` }],
          changeSummary: { update: 1 },
        },
        `{"policyEvent":${JSON.stringify({ message: `d\n${ill} ${key}`, policyName: ill, enforcementLevel: "advisory", resourceUrn: `urn::x::t::${ill}` })}}`,
      ),
    );

    it("shows them without effect", () => {
      // What is in code or in a block has no effect.
      const live = text
        .replace(/(`{4,})\w*\n[\s\S]*?\n\1/g, "")
        .replace(/(?<!`)(`+)(?!`)(?:(?!\1).|(?<=`)\1`)*?[^`]\1(?!`)/g, "");
      assert.doesNotMatch(live, /@octocat|<script>|\]\(https|https:\/\/evil/);
    });

    it("masks what looks like a key", () => assert.equal(text.includes(key.slice(4)), false));
  });
});
