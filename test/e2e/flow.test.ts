import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { EventGridPublisherClient } from "@azure/eventgrid";
import { DefaultAzureCredential } from "@azure/identity";
import { SecretClient } from "@azure/keyvault-secrets";
import { ContainerClient } from "@azure/storage-blob";
import { NameGenerated, pseudonymKey, rawNames, SET_ASIDE } from "../../contracts/index.js";
import { launch, shutDown } from "../../local/control/launch.js";
import type { Outputs, System } from "../../start/system.js";
import { ActivityRecorder } from "../shared/activity-recorder.js";
import { Checkout } from "../shared/checkout.js";
import { Deployment } from "../shared/deployment.js";
import { eventually } from "../shared/eventually.js";
import { becomeOutsider } from "../shared/outsider.js";

/** The deployed system as somebody outside uses it: unmodified SDKs, a login of their own. */
describe("The system", function () {
  this.timeout(120_000);
  let deployment: Deployment;
  let outputs: Outputs;
  let system: System;
  let happened: ActivityRecorder;
  let leave: (() => void) | undefined;

  before(async () => {
    deployment = await Deployment.prepare(Checkout.make());
    await deployment.up();
    outputs = await deployment.outputs();
    await enter();
  });
  after(async () => {
    leave?.();
    await happened?.end();
    await deployment?.end();
  });

  async function enter(): Promise<void> {
    leave = becomeOutsider(deployment.azure);
    system = await deployment.system();
    happened = new ActivityRecorder(deployment.control);
  }

  const container = (name: string) => new ContainerClient(`${outputs.blobUrl}/${name}`, new DefaultAzureCredential());
  const publish = (event: { id: string; data: unknown }) =>
    new EventGridPublisherClient(outputs.topicEndpoint, "CloudEvent", new DefaultAzureCredential()).send([
      { type: NameGenerated.type, source: "/somebody", ...event },
    ]);
  const delivered = (id: string, app: string) =>
    happened.next(
      `delivery of ${id} to ${app}`,
      ({ what, subject, target }) => what === "delivered" && subject === id && target.includes(app),
    );

  it("takes a name by hand all the way to its blob and its count", async () => {
    const before = await system.counted();
    const id = await system.submit("Zoë");
    const name = await eventually("the blob", () => system.nameOf(id).catch(() => undefined));
    assert.equal(name, "Zoë");
    await eventually("the count", async () => ((await system.counted()) > before ? true : undefined));
  });

  it("publishes names by the clock", async () => {
    const { target } = await happened.next(
      "a name by the clock",
      ({ what, target }) => what === "invoked" && target.endsWith("/generateName"),
    );
    assert.match(target, /func-generator-local/);
  });

  it("makes one blob and one count of an event that is delivered five times", async () => {
    const id = randomUUID();
    const event = { id, data: { id, name: "Ünique" } };
    const countOf = async (letter: string) => (await system.counts()).counts[letter] ?? 0;
    const before = await countOf("U");
    const arrived = ["tally", "recorder"].map((app) =>
      happened.times(
        5,
        `${id} delivered to ${app}`,
        ({ what, subject, target }) => what === "delivered" && subject === id && target.includes(app),
      ),
    );
    await Promise.all(Array.from({ length: 5 }, () => publish(event)));
    await Promise.all(arrived);
    assert.equal(await countOf("U"), before + 1);
    const blobs = [];
    for await (const { name } of container(rawNames.name).listBlobsFlat({ prefix: id })) blobs.push(name);
    assert.deepEqual(blobs, [`${id}.txt`]);
  });

  it("sets an event aside that can never be handled, with the reason, and does not retry it", async () => {
    const id = randomUUID();
    const arrived = Promise.all([delivered(id, "recorder"), delivered(id, "tally")]);
    await publish({ id, data: { id, name: "" } });
    await arrived;
    for (const path of [`recorder/recordName/${id}.json`, `tally/countName/${id}.json`]) {
      const set = JSON.parse((await container(SET_ASIDE.name).getBlobClient(path).downloadToBuffer()).toString());
      assert.equal(set.reason, "dataDoesNotFit");
    }
  });

  it("answers 400 to a body that does not fit, naming the field, and 401 without a token", async () => {
    await assert.rejects(system.submit(""), /answered 400: .*name/s);
    const response = await fetch(`${outputs.apps.tally}/api/counts`);
    assert.equal(response.status, 401);
  });

  it("gives the developer the vault's secret, and nothing to change it with", async () => {
    const vault = new SecretClient(outputs.vaultUri, new DefaultAzureCredential());
    assert.match((await vault.getSecret(pseudonymKey.name)).value ?? "", /^[\w-]{43}$/);
    await assert.rejects(vault.setSecret(pseudonymKey.name, "other"), { statusCode: 403, code: "Forbidden" });
    await assert.rejects(container(rawNames.name).getBlockBlobClient("mine").upload("x", 1), {
      code: "AuthorizationPermissionMismatch",
    });
  });

  it("keeps everything over a restart of the local Azure, accepted events too", async () => {
    const before = await system.recorded();
    leave?.();
    await happened.end();
    await shutDown(deployment.checkout.azure);
    const { run } = await launch(deployment.checkout.azure);
    deployment = Deployment.of(deployment, run);
    await eventually("the hosts", async () =>
      deployment.control.keys(await deployment.site("tally")).catch(() => undefined),
    );
    await eventually("the hosts", async () =>
      deployment.control.keys(await deployment.site("generator")).catch(() => undefined),
    );
    await enter();
    assert.ok((await system.recorded()) >= before);
    const id = await system.submit("Again");
    await eventually("the blob", () => system.nameOf(id).catch(() => undefined));
  });
});
