import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { EventGridPublisherClient } from "@azure/eventgrid";
import { DefaultAzureCredential } from "@azure/identity";
import { NameGenerated } from "../../contracts/index.js";
import { launch, shutDown } from "../../local/control/launch.js";
import type { Activity } from "../../local/shared/activity.js";
import { isWithin } from "../../local/shared/arm-id.js";
import type { Outputs, System } from "../../start/system.js";
import { ActivityRecorder } from "../shared/activity-recorder.js";
import { Checkout } from "../shared/checkout.js";
import { Deployment, type StackResource } from "../shared/deployment.js";
import { eventually } from "../shared/eventually.js";
import { becomeOutsider } from "../shared/outsider.js";

/** A station at which the flow stops without a grant, and what sets it going. */
interface Stop {
  /** The role assignment's Pulumi name. */
  readonly grant: string;
  readonly act: "submit" | "publish a bad event" | "restart";
  /** What is seen to fail, besides the refusal itself. */
  readonly station: (activity: Activity) => boolean;
}

const invoked =
  (fn: string) =>
  ({ what, target, status }: Activity) =>
    what === "invoked" && target.endsWith(`/functions/${fn}`) && status === 500;
const waiting =
  (app: string) =>
  ({ service, what, target, note }: Activity) =>
    service === "functions" && what === "waiting" && target.includes(`func-${app}-`) && /403/.test(note ?? "");
const untold =
  (app: string) =>
  ({ service, what, target, note }: Activity) =>
    service === "functions" &&
    what === "denied" &&
    target.includes(`func-${app}-`) &&
    /403|denied|refus/i.test(`${note}`);

const STOPS: readonly Stop[] = [
  { grant: "generator-grants-need-names", act: "submit", station: invoked("submitName") },
  { grant: "generator-grants-telemetry", act: "submit", station: untold("generator") },
  { grant: "generator-grants-host", act: "restart", station: waiting("generator") },
  { grant: "recorder-grants-need-rawNames", act: "submit", station: invoked("recordName") },
  { grant: "recorder-grants-need-setAside", act: "publish a bad event", station: invoked("recordName") },
  { grant: "recorder-grants-need-pseudonymKey", act: "restart", station: invoked("recordName") },
  { grant: "recorder-grants-telemetry", act: "submit", station: untold("recorder") },
  { grant: "recorder-grants-host", act: "restart", station: waiting("recorder") },
  { grant: "tally-grants-need-letterCounts", act: "submit", station: invoked("countName") },
  { grant: "tally-grants-need-setAside", act: "publish a bad event", station: invoked("countName") },
  { grant: "tally-grants-telemetry", act: "submit", station: untold("tally") },
  { grant: "tally-grants-host", act: "restart", station: waiting("tally") },
];
/** Written five minutes after the last try: the tests of Event Grid take this one away with a clock of their own. */
const ELSEWHERE = ["names-grants-deadLetters"];

describe("Each grant is needed", function () {
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
    enter();
    system = await deployment.system();
    // Once all the way, so that what is cached is cached.
    await eventually("the first count", async () => ((await system.counted()) > 0 ? true : undefined));
  });
  after(async () => {
    await exit();
    await deployment?.end();
  });

  function enter(): void {
    leave = becomeOutsider(deployment.azure);
    happened = new ActivityRecorder(deployment.control);
  }
  async function exit(): Promise<void> {
    leave?.();
    await happened?.end();
  }

  /** Sets the flow going; what happens from then on is collected. */
  async function act(how: Stop["act"]): Promise<void> {
    if (how === "submit") {
      // The refusal of a publisher is the answer to whoever submits.
      await system.submit("Ada").catch((error: Error) => assert.match(error.message, /answered 500/));
    } else if (how === "publish a bad event") {
      const id = randomUUID();
      const client = new EventGridPublisherClient(outputs.topicEndpoint, "CloudEvent", new DefaultAzureCredential());
      await client.send([{ id, type: NameGenerated.type, source: "/somebody", data: { id, name: "" } }]);
    } else {
      await exit();
      await shutDown(deployment.checkout.azure);
      deployment = Deployment.of(deployment, (await launch(deployment.checkout.azure)).run);
      enter();
    }
  }

  const take = (grant: StackResource) => deployment.byHand((provider) => provider.delete(grant.type, grant.id));
  const giveBack = (grant: StackResource) => deployment.byHand((provider) => provider.create(grant.type, grant.inputs));

  it("names every role assignment of the stack", async () => {
    const { output } = await deployment.pulumi("stack", "export");
    const { deployment: state } = JSON.parse(output) as { deployment: { resources: StackResource[] } };
    const assigned = state.resources
      .filter(({ type }) => type === "azure-native:authorization:RoleAssignment")
      .map(({ urn }) => urn.split("::").at(-1));
    assert.deepEqual(assigned.sort(), [...STOPS.map(({ grant }) => grant), ...ELSEWHERE].sort());
  });

  for (const stop of STOPS) {
    it(`${stop.grant}: without it the flow stops with 403`, async () => {
      const grant = await deployment.resource(stop.grant);
      const scope = String(grant.inputs.scope);
      const principal = String(grant.inputs.principalId);
      const refused = ({ service, what, target, note }: Activity) =>
        service === "authorization" && what === "denied" && isWithin(target, scope) && (note ?? "").includes(principal);
      await take(grant);
      happened.forget();
      try {
        await act(stop.act);
        await Promise.all([happened.seen("the refusal", refused), happened.seen("the station", stop.station)]);
      } finally {
        await giveBack(grant);
      }
      // Healed: nothing is refused any more, and names go all the way.
      await eventually(
        "a name all the way",
        async () => {
          const id = await system.submit("Ada").catch(() => undefined);
          return (
            id && eventually("its blob", () => system.nameOf(id).catch(() => undefined), 5000).catch(() => undefined)
          );
        },
        40_000,
      );
    });
  }
});
