import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { EventGridPublisherClient } from "@azure/eventgrid";
import { DefaultAzureCredential } from "@azure/identity";
import { NameGenerated } from "../../contracts/index.js";
import { isWithin } from "../../local/shared/arm-id.js";
import { ActivityRecorder } from "../shared/activity-recorder.js";
import { Checkout } from "../shared/checkout.js";
import { Deployment } from "../shared/deployment.js";
import { becomeOutsider } from "../shared/outsider.js";

/** Event Grid writes a dead letter five minutes after its last try, and tries to write it again each minute. */
const PATIENCE_MS = 8 * 60_000;

describe("The topic's grant on its dead letters", function () {
  this.timeout(20 * 60_000);
  let deployment: Deployment | undefined;
  let happened: ActivityRecorder | undefined;
  let leave: (() => void) | undefined;

  after(async () => {
    leave?.();
    await happened?.end();
    await deployment?.end();
  });

  it("is needed: without it a dead letter is refused with 403, with it the letter is written", async () => {
    deployment = await Deployment.prepare(Checkout.make());
    await deployment.up();
    const { topicEndpoint, apps } = await deployment.outputs();
    leave = becomeOutsider(deployment.azure);
    happened = new ActivityRecorder(deployment.control);

    const grant = await deployment.resource("names-grants-deadLetters");
    await deployment.byHand((provider) => provider.delete(grant.type, grant.id));
    // A key that was changed by hand: the tally's webhook answers 401 now, which Event Grid does not try again.
    const { masterKey } = await deployment.control.keys(await deployment.site("tally"));
    const renewed = await fetch(`${apps.tally}/admin/host/systemkeys/_master`, {
      method: "POST",
      headers: { "x-functions-key": masterKey },
    });
    assert.equal(renewed.status, 200);

    const id = randomUUID();
    await new EventGridPublisherClient(topicEndpoint, "CloudEvent", new DefaultAzureCredential()).send([
      { id, type: NameGenerated.type, source: "/somebody", data: { id, name: "Ada" } },
    ]);
    const scope = String(grant.inputs.scope);
    await happened.seen(
      "the refusal",
      ({ what, target, note }) =>
        what === "denied" && isWithin(target, scope) && `${note}`.includes(String(grant.inputs.principalId)),
      PATIENCE_MS,
    );

    await deployment.byHand((provider) => provider.create(grant.type, grant.inputs));
    await happened.seen(
      "the dead letter",
      ({ what, subject }) => what === "dead-lettered" && subject === id,
      PATIENCE_MS,
    );
    // The next `up` brings the new key to the subscription.
    assert.match(await deployment.up(), /EventSubscription names-tally-countName updated/);
  });
});
