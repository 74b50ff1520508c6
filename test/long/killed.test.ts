import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { randomInt, randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { EventGridPublisherClient, type SendCloudEventInput } from "@azure/eventgrid";
import { DefaultAzureCredential } from "@azure/identity";
import { NameGenerated } from "../../contracts/index.js";
import { launch } from "../../local/control/launch.js";
import { Checkout } from "../shared/checkout.js";
import { Deployment } from "../shared/deployment.js";
import { descendantsOf } from "../shared/descendants.js";
import { becomeOutsider } from "../shared/outsider.js";

const EVENTS = 10_000;
const BATCH = 25;
const KILLS = 20;
/** Between two kills, in milliseconds: long enough to start again, short enough that much is under way. */
const PAUSE_MS = [500, 3_000] as const;
const SETTLING_MS = 10 * 60_000;

/** How far the publishing is. */
interface Progress {
  accepted: number;
  refused: number;
  /** The latest batch that was accepted. */
  last: SendCloudEventInput<unknown>[];
}

/** Whatever dies, and whenever: what Event Grid has accepted is handled in the end, and counted once. */
describe("Events, while what handles them is killed at random", function () {
  this.timeout(30 * 60_000);
  const checkout = Checkout.make();
  let deployment: Deployment;
  let leave: () => void = () => undefined;

  before(async () => {
    // Names by the clock would be more than were accepted here.
    checkout.edit("contracts/apps/generator.ts", "*/2 * * * * *", "0 0 0 1 1 *");
    deployment = await Deployment.prepare(checkout);
    await deployment.up();
    leave = becomeOutsider(deployment.azure);
  });
  after(async () => {
    leave();
    await deployment.end();
  });

  it(`loses none of ${EVENTS} in ${KILLS} kills, and counts none twice`, async () => {
    const { topicEndpoint } = await deployment.outputs();
    const publisher = new EventGridPublisherClient(topicEndpoint, "CloudEvent", new DefaultAzureCredential(), {
      retryOptions: { maxRetries: 0 },
    });
    const progress: Progress = { accepted: 0, refused: 0, last: [] };
    let killed = { azure: 0, apps: 0 };
    const publishing = publishAll(publisher, progress);
    const killing = (async () => {
      while (killed.azure + killed.apps < KILLS || progress.accepted < EVENTS) {
        await sleep(randomInt(...PAUSE_MS));
        if (killed.azure + killed.apps < KILLS) killed = await killOne(killed);
      }
    })();
    await Promise.all([publishing, killing]);
    assert.ok(killed.azure >= 5 && killed.apps >= 5, JSON.stringify(killed));
    assert.ok(progress.refused > 0, "nothing was sent while the local Azure was down");

    const seen = await settled();
    assert.deepEqual(seen, { recorded: EVENTS, counted: EVENTS });
    await publisher.send(progress.last);
    assert.deepEqual(await settled(), seen, "what came twice was counted twice");
    const resent = (progress.refused + 1) * BATCH;
    process.stdout.write(
      `      killed ${killed.azure} times the local Azure, ${killed.apps} times an app; at most ${resent} events sent twice\n`,
    );
  });

  /** Sends each batch until it is accepted: what was refused may have been taken, and comes twice then. */
  async function publishAll(
    publisher: Pick<EventGridPublisherClient<"CloudEvent">, "send">,
    progress: Progress,
  ): Promise<void> {
    while (progress.accepted < EVENTS) {
      const batch = Array.from({ length: BATCH }, () => {
        const id = randomUUID();
        return { id, type: NameGenerated.type, source: "/somebody", data: { id, name: `${randomLetter()}${id} Name` } };
      });
      for (let isAccepted = false; !isAccepted; ) {
        isAccepted = await publisher.send(batch).then(
          () => true,
          () => false,
        );
        if (isAccepted) continue;
        progress.refused += 1;
        await sleep(200);
      }
      progress.accepted += BATCH;
      progress.last = batch;
    }
  }

  /** The local Azure is started again at once; an app's process is the business of its host. */
  async function killOne(killed: { azure: number; apps: number }): Promise<{ azure: number; apps: number }> {
    const workers = descendantsOf(deployment.azure.pid).filter((pid) => commandOf(pid).includes("worker.cjs"));
    const worker = workers[randomInt(workers.length + 1)];
    // Half of them each, and the local Azure where no app runs yet.
    if (worker !== undefined && killed.apps <= killed.azure) {
      process.kill(worker, "SIGKILL");
      return { ...killed, apps: killed.apps + 1 };
    }
    process.kill(deployment.azure.pid, "SIGKILL");
    const { run } = await launch(checkout.azure);
    deployment = Deployment.of(deployment, run);
    return { ...killed, azure: killed.azure + 1 };
  }

  /** Waits until nothing changes any more that should: retries are due at once when the clock is moved on. */
  async function settled(): Promise<{ recorded: number; counted: number }> {
    const limit = Date.now() + SETTLING_MS;
    const look = async () => {
      const system = await deployment.system();
      return { recorded: await system.recorded(), counted: await system.counted() };
    };
    let seen = { recorded: 0, counted: 0 };
    while (Date.now() < limit) {
      seen = await look().catch(() => seen);
      if (seen.recorded >= EVENTS && seen.counted >= EVENTS) break;
      await deployment.control.advance(60_000);
      await sleep(2_000);
    }
    // What comes twice would be counted now.
    await sleep(2_000);
    return look();
  }
});

const randomLetter = (): string => String.fromCharCode("A".charCodeAt(0) + randomInt(26));

/** Nothing of a process that has just ended. */
function commandOf(pid: number): string {
  try {
    return execFileSync("ps", ["-o", "args=", "-p", String(pid)], { encoding: "utf8" });
  } catch {
    return "";
  }
}
