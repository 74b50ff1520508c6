import assert from "node:assert/strict";
import { DEPLOYER } from "../../infra/deployer.js";
import type { MisbehaviourName } from "../../local/shared/misbehaviour.js";
import { ActivityRecorder } from "../shared/activity-recorder.js";
import { Checkout } from "../shared/checkout.js";
import { Deployment, type Ended } from "../shared/deployment.js";
import { eventually } from "../shared/eventually.js";
import { assertNamesTravel } from "../shared/names-travel.js";
import { becomeOutsider } from "../shared/outsider.js";

type Faults = Partial<Record<MisbehaviourName, number>>;

/** `pulumi up` on an Azure that behaves as badly as told, and no worse. */
async function up(deployment: Deployment, faults: Faults, ...args: string[]): Promise<Ended> {
  await deployment.control.behave();
  for (const [name, number] of Object.entries(faults)) await deployment.control.misbehave(name, number);
  return deployment.pulumi("up", "--yes", "--skip-preview", ...args);
}

/** What the engine reported as errors at the end, without its own closing word; text that is indented goes on. */
const errorsIn = ({ output }: Ended): string[] =>
  [...output.matchAll(/^ {4}error: (?!update failed)(.+(?:\n {4}[ \t].+)*)/gm)].map(([, text]) => text ?? "");

async function namesTravel(deployment: Deployment): Promise<void> {
  const leave = becomeOutsider(deployment.azure);
  try {
    await assertNamesTravel(deployment, 30_000);
  } finally {
    leave();
  }
}

/** One story: what one `up` could not do, the next one carries on with. */
describe("The program on an Azure that behaves badly", function () {
  this.timeout(240_000);
  let deployment: Deployment;
  let activities: ActivityRecorder;
  let refused: Ended;
  let late: Ended;
  let halfWay: Ended;
  let shipped: Ended;

  const struck = (name: MisbehaviourName) =>
    activities.seen(`"${name}" showing`, ({ what, subject }) => what === "misbehaved" && subject === name, 1_000);

  before(async () => {
    deployment = await Deployment.prepare(Checkout.make());
    activities = new ActivityRecorder(deployment.control);
    refused = await up(deployment, { quota: 1, "identities-late": 600 });
    late = await up(deployment, {
      "identities-late": 600,
      "roles-late": 8,
      "hosts-slow": 5,
      conflict: 3,
      throttled: 3,
    });
    deployment.checkout.edit("functions/tally/logic.ts", "? -1 : 1", "? -1 : 2");
    halfWay = await up(deployment, { "deployment-fails": 1 });
    shipped = await up(deployment, { "publish-503": 1, "publish-403": 1, "keys-late": 2 });
    await deployment.control.behave();
  });
  after(async () => {
    await activities?.end();
    await deployment?.end();
  });

  it("quota: fails with one error that names plan, cause and remedy, and the next up carries on", async () => {
    assert.notEqual(refused.code, 0);
    const [error, ...more] = errorsIn(refused);
    assert.deepEqual(more, []);
    assert.match(refused.output, /azure-native:web:AppServicePlan \(\w+-plan\):\n +error: Status=401/);
    assert.match(error ?? "", /without additional quota.*New Limit that you should request/);
    assert.equal(late.code, 0, late.output);
  });

  it("identities-late: grants at once, as it says that they are service principals", () => {
    assert.match(late.output, /RoleAssignment recorder-grants-host created/);
  });

  it("roles-late: waits until a site's identity may write its package", async () => {
    await struck("roles-late");
    assert.match(late.output, /shipping the code of func-\S+: the site's identity may not write .*; trying again in/);
  });

  it("hosts-slow: waits until the function answers Event Grid's handshake", async () => {
    await struck("hosts-slow");
    assert.match(late.output, /webhook of names-\S+: it answers the handshake with 503; trying again in/);
  });

  it("conflict: waits until a site can be changed, which azure-native does not", async () => {
    await struck("conflict");
    assert.match(late.output, /site func-\S+: another operation on it is in progress; trying again in/);
  });

  it("throttled: leaves it to azure-native, which comes again when it is asked to", async () => {
    await struck("throttled");
  });

  it("deployment-fails: fails with one error that names site, cause and remedy, and the next up ships it again", () => {
    assert.notEqual(halfWay.code, 0);
    const [error, ...more] = errorsIn(halfWay);
    assert.deepEqual(more, []);
    assert.match(
      error ?? "",
      /shipping the code of func-tally-\S+ failed: .*Kudu has been restarted.*; the next `pulumi up` ships it again$/,
    );
    assert.match(shipped.output, /FunctionPackage tally-package updated/);
  });

  it("publish-503: waits for the deployment endpoint", () => {
    assert.equal(shipped.code, 0, shipped.output);
    assert.match(shipped.output, /shipping the code of func-tally-\S+: the endpoint answered 503; trying again in/);
  });

  it("publish-403: ships again what storage refused", async () => {
    await struck("publish-403");
    assert.match(shipped.output, /func-tally-\S+: the site's identity may not write to its storage account yet/);
  });

  it("keys-late: waits until the host gives out its key", async () => {
    await struck("keys-late");
    assert.match(shipped.output, /host key of func-tally-\S+: listing keys answers 400; trying again in/);
  });

  it("and after all of it names travel", () => namesTravel(deployment));

  it("handshake-fails: fails with one error and its remedy, and the next up makes the subscription anew", async () => {
    const { urn } = await deployment.resource("names-tally-countName");
    const failed = await up(deployment, { "handshake-fails": 1 }, "--replace", urn);
    assert.notEqual(failed.code, 0);
    const [error, ...more] = errorsIn(failed);
    assert.deepEqual(more, []);
    assert.match(error ?? "", /Webhook validation handshake failed for https:\/\/func-tally-/);
    assert.match(failed.output, /warning: subscription names-tally-countName: .*run `pulumi up` again/);

    const output = await deployment.up();
    assert.match(output, /EventSubscription names-tally-countName deleted original/);
    assert.match(output, /EventSubscription names-tally-countName (created replacement|replaced)/);
    await namesTravel(deployment);
    const { code, output: left } = await deployment.pulumi("preview", "--expect-no-changes");
    assert.equal(code, 0, left);
  });
});

/** The same, on a program that does not wait: what the waiting is for. */
describe("The program without its patience", function () {
  this.timeout(240_000);
  let deployment: Deployment;
  const GAVE_UP = /gave up after 0 minutes/;

  before(async () => {
    deployment = await Deployment.prepare(Checkout.make());
    deployment.checkout.edit("infra/shipping/patience.ts", "totalMs: 12 * 60_000", "totalMs: 0");
  });
  after(() => deployment?.end());

  const assertFails = async (faults: Faults, ...expected: RegExp[]) => {
    const ended = await up(deployment, faults);
    assert.notEqual(ended.code, 0, ended.output);
    const errors = errorsIn(ended);
    assert.ok(errors.length > 0, ended.output);
    for (const error of errors) for (const text of expected) assert.match(error, text);
  };

  it("grants nothing to a new identity that it does not call a service principal", async () => {
    const [file, line] = ["infra/components/grants.ts", '      principalType: "ServicePrincipal",\n'];
    deployment.checkout.edit(file, line, "");
    // The least set of roles lets nobody assign a role to what may be a user.
    await deployment.control.deployAs([{ name: "Owner", id: "8e3af657-a8ff-443c-a75c-2fe8c4bcb635" }]);
    await assertFails({ "identities-late": 600 }, /Code="PrincipalNotFound" Message="Principal \w+ does not exist/);
    deployment.checkout.edit(file, "      // Without it", `${line}      // Without it`);
    await deployment.control.deployAs(DEPLOYER);
  });

  it("fails at a site that is busy", () => assertFails({ conflict: 9 }, /another operation is in progress/));

  it("fails when roles are late", () => assertFails({ "roles-late": 600 }, GAVE_UP, /may not write to its storage/));

  it("fails when storage refuses the package", () => assertFails({ "publish-403": 9 }, GAVE_UP, /may not write/));

  it("fails when the deployment endpoint is away", () => assertFails({ "publish-503": 9 }, GAVE_UP, /answered 503/));

  it("fails when keys are late", () =>
    assertFails({ "keys-late": 600, "hosts-slow": 600 }, GAVE_UP, /listing keys answers 400/));

  it("fails when hosts are slow", () => assertFails({ "hosts-slow": 600 }, GAVE_UP, /the handshake with 503/));

  it("carries on to a system that works, once Azure behaves", async () => {
    await deployment.control.behave();
    await eventually("the hosts", async () => {
      const { apps } = await deployment.control.status();
      return apps.length === 3 && apps.every(({ state }) => state === "Running") ? true : undefined;
    });
    await deployment.up();
    await namesTravel(deployment);
  });
});
