import assert from "node:assert/strict";
import { CAUSES, explain } from "../../ci/explain.js";
import { RecoverPage } from "../e2e/recover/recover-page.js";
import { SAMPLES, SECRET } from "./explain-samples.js";

const DEV = { stack: "dev", backend: "azblob://dev?storage_account=st1" };

describe("What is said when a run fails", () => {
  const page = new RecoverPage();

  for (const { section, printed, said } of SAMPLES) {
    it(`${section}: ${printed.split("\n").at(-1)?.trim().slice(0, 70)}`, () => {
      const text = explain(printed, DEV) ?? assert.fail("nothing is said");
      assert.match(text, said);
      assert.ok(text.endsWith(`\nStep by step: docs/how-to/recover.md#${section}`), text);
      assert.ok(!text.includes(SECRET) && !/undefined|<stack>/.test(text), text);
    });
  }

  it("covers every cause with a text of its own", () => {
    const reached = SAMPLES.map(({ printed }) => CAUSES.find(({ pattern }) => pattern.test(printed)));
    assert.deepEqual(
      CAUSES.filter((cause) => !reached.includes(cause)).map(({ pattern }) => String(pattern)),
      [],
    );
  });

  it("leads to sections that the page has, and to all of them", () => {
    const told = new Set(CAUSES.map(({ section }) => section));
    assert.deepEqual([...told].sort(), page.sections.filter((section) => section !== "what-no-test-provokes").sort());
  });

  it("follows scenarios that the page tells", () => {
    assert.deepEqual(
      page.scenarios.filter((scenario) => !page.sections.includes(scenario)),
      [],
    );
  });

  it("is silent about what it does not know", () => {
    assert.equal(explain("error: update failed\n  Operation cannot be completed without additional quota."), undefined);
    const oneSetting = "error: The stack's config cannot be used:\n  gridwire:colour is not a setting: expected one of";
    assert.equal(explain(oneSetting, DEV), undefined);
  });

  it("reads through colours", () => {
    assert.match(explain("\u001b[31merror: \u001b[0mno stack \u001b[1mnamed 'dev' found", DEV) ?? "", /no stack "dev"/);
  });

  it("repeats no password of a backend", () => {
    for (const backend of [`postgres://host/db?password=${SECRET}`, `azblob://user:${SECRET}@dev`])
      assert.match(explain("error: no stack named 'x' found", { backend }) ?? "", /no stack "x" in the backend\./);
  });

  it("tells the failure, and not the warning that came with it", () => {
    const sample = (section: string) => SAMPLES.find((one) => one.section === section)?.printed ?? assert.fail(section);
    const both = `${sample("an-interrupted-update")}\n${sample("a-right-that-is-missing")}`;
    assert.match(explain(both, DEV) ?? "", /#a-right-that-is-missing$/);
  });

  it("tells the developer of the local stack what helps there", () => {
    const local = (text: string) => explain(text, { stack: "local" }) ?? "";
    assert.match(local("incorrect passphrase"), /npm run local -- reset/);
    assert.match(local("failed to load checkpoint: unexpected end of JSON input"), /`npm start` begins afresh/);
    assert.match(local('resource "urn:a::b" cannot be deleted\n because it is protected'), /`npm run pulumi -- up`/);
  });
});
