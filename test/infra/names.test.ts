import assert from "node:assert/strict";
import { createNames, seedOf } from "../../infra/names.js";

describe("createNames", () => {
  const names = createNames("dev", "organization/gridwire/dev");

  it("follows the Cloud Adoption Framework's abbreviations", () => {
    assert.equal(names.group, "rg-gridwire-dev");
    assert.equal(names.workspace, "log-gridwire-dev");
    assert.equal(names.insights, "appi-gridwire-dev");
    assert.equal(names.vault, "kv-dev");
    assert.equal(names.actionGroup, "ag-gridwire-dev");
    assert.equal(names.alert("dead-letters"), "alert-dead-letters-dev");
    assert.equal(names.plan("recorder"), "asp-recorder-dev");
    assert.equal(names.identity("recorder"), "id-recorder-dev");
    assert.equal(names.subscription("recorder", "recordName"), "evgs-recorder-recordName");
  });

  it("adds a hash where a name is unique in the world, always the same for one stack", () => {
    assert.match(names.topic("names"), /^evgt-names-dev-[0-9a-z]{6}$/);
    assert.match(names.app("recorder"), /^func-recorder-dev-[0-9a-z]{6}$/);
    assert.match(names.account("recorder"), /^strecorderdev[0-9a-z]{6}$/);
    assert.deepEqual(
      [names.topic("names"), names.account("recorder")],
      [createNames("dev", "organization/gridwire/dev").topic("names"), names.account("recorder")],
    );
  });

  it("gives another stack other names", () => {
    const other = createNames("dev", "other/gridwire/dev");
    assert.notEqual(other.topic("names"), names.topic("names"));
    assert.notEqual(other.app("recorder"), names.app("recorder"));
    assert.notEqual(other.account("recorder"), names.account("recorder"));
    assert.notEqual(other.guid("a"), names.guid("a"));
  });

  it("keeps to Azure's limits with the longest labels", () => {
    const longest = createNames("staging1", "organization/gridwire/staging1");
    const app = "abcdefghijklmnop";
    assert.match(longest.account(app), /^[a-z0-9]{24}$/);
    assert.ok(longest.app(app).length <= 60);
    assert.ok(longest.topic(app).length <= 50);
    assert.ok(`${longest.vault}12345678`.length <= 24);
    assert.ok(longest.actionGroupShort.length <= 12);
  });

  it("has no name twice in one group for two environments", () => {
    const all = (environment: string) => {
      const seed = seedOf(`organization/gridwire/${environment}`, environment, "shared");
      const { group, subscription, guid, ...inGroup } = createNames(environment, seed);
      return Object.values(inGroup).map((name) => (typeof name === "string" ? name : name("abcdefghijklmnop")));
    };
    const both = [...all("pr123456"), ...all("pr123457")];
    assert.equal(both.length, 22);
    assert.equal(new Set(both).size, both.length);
  });

  it("tells accounts apart whose labels read alike", () => {
    assert.notEqual(names.account("data-store"), names.account("datastore"));
    const longest = createNames("staging1", "organization/gridwire/staging1");
    assert.notEqual(longest.account("abcdefghijklmnop"), longest.account("abcdefghijklmnopstaging"));
  });

  it("are made of organisation, project and stack, or of what the config says and the environment", () => {
    assert.equal(seedOf("organization/gridwire/dev", "dev", undefined), "organization/gridwire/dev");
    assert.equal(seedOf("organization/gridwire/dev", "dev", "acme"), "acme/dev");
  });

  it("makes GUIDs of version 5 from words", () => {
    assert.match(names.guid("a", "b"), /^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    assert.equal(names.guid("a", "b"), names.guid("a", "b"));
    assert.notEqual(names.guid("a", "b"), names.guid("b", "a"));
  });

  it("refuses a subscription's name that Event Grid would refuse", () => {
    const longest = "f".repeat(64 - "evgs-recorder-".length);
    assert.equal(names.subscription("recorder", longest).length, 64);
    assert.throws(() => names.subscription("recorder", `${longest}f`), /has 65 characters: expected at most 64/);
  });
});
