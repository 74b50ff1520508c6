import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import {
  type App,
  type BlobContainer,
  type EventType,
  generator,
  NameGenerated,
  type Needs,
  type Resource,
  rawNames,
  recorder,
  SET_ASIDE,
} from "../../contracts/index.js";
import { type ResourceWire, type TopicWire, type Wiring, wiredNeeds } from "../../infra/wiring.js";
import { record } from "./recorded.js";

describe("wiredNeeds", () => {
  let target: pulumi.Resource;
  before(async () => {
    await record(() => {
      target = new pulumi.ComponentResource("test:test:Target", "target");
    });
  });

  const wire = <R extends Resource>(resource: R): ResourceWire<R> => ({
    kind: resource.kind,
    resource,
    url: "https://x.example",
    scope: "/x",
    label: resource.name,
    target,
  });
  const topic = (...carried: EventType[]): TopicWire<EventType> => ({
    kind: "publish",
    url: "https://t.example",
    scope: "/t",
    label: "evgt-x",
    target,
    carries: ({ type }) => carried.some((event) => event.type === type),
  });
  /** As a program could that got past the compiler, or where types cannot tell two containers apart. */
  const check = (app: App, wiring: Record<string, unknown>) => wiredNeeds(app, wiring as Wiring<Needs>);
  const blobApp = (resource: BlobContainer): App => ({
    name: "app",
    functions: {},
    needs: { blobs: { kind: "blobContainer", resource, access: "write" } },
  });

  it("pairs each need with its wire", () => {
    const [paired, ...more] = wiredNeeds(generator, { names: topic(NameGenerated) });
    assert.deepEqual(more, []);
    assert.equal(paired?.key, "names");
    assert.equal(paired?.need, generator.needs.names);
    assert.equal(paired?.wire.label, "evgt-x");
  });

  it("refuses a missing wire", () => {
    assert.throws(() => check(blobApp(rawNames), {}), {
      message: 'app "app", wiring "blobs" is missing: expected the blobContainer "raw-names"',
    });
  });

  it("refuses a wire that nobody asked for", () => {
    const wiring = { blobs: wire(rawNames), more: wire(SET_ASIDE) };
    assert.throws(() => check(blobApp(rawNames), wiring), {
      message: 'app "app", wiring "more": expected one of blobs',
    });
  });

  it("refuses a wire to another container", () => {
    assert.throws(() => check(blobApp(rawNames), { blobs: wire(SET_ASIDE) }), {
      message: 'app "app", wiring "blobs" is the blobContainer "set-aside": expected the blobContainer "raw-names"',
    });
  });

  it("refuses a wire to a thing of another kind", () => {
    assert.throws(() => check(blobApp(rawNames), { blobs: topic() }), {
      message: 'app "app", wiring "blobs" is the topic "evgt-x": expected the blobContainer "raw-names"',
    });
    assert.throws(() => check(generator, { names: wire(rawNames) }), /expected a topic that carries Names/);
  });

  it("refuses a topic that does not carry what is published", () => {
    assert.throws(() => check(generator, { names: topic() }), {
      message:
        'app "generator", wiring "names" is the topic "evgt-x": expected a topic that carries Names.NameGenerated.v1',
    });
  });

  it("pairs every need of an app that has several", () => {
    const { rawNames: blobs, pseudonymKey: key, setAside } = recorder.needs;
    const wiring = {
      rawNames: wire(blobs.resource),
      pseudonymKey: wire(key.resource),
      setAside: wire(setAside.resource),
    };
    assert.deepEqual(
      wiredNeeds(recorder, wiring).map(({ key }) => key),
      ["rawNames", "pseudonymKey", "setAside"],
    );
  });
});
