import assert from "node:assert/strict";
import { ActivityLog } from "../../../local/control/activity-log.js";
import { ControlClient } from "../../../local/control/control-client.js";
import { ControlServer } from "../../../local/control/control-server.js";
import { misbehave } from "../../../local/control/misbehave-command.js";
import { MisbehaviourSettings, MOST } from "../../../local/control/misbehaviour-settings.js";
import { MISBEHAVIOURS } from "../../../local/shared/misbehaviour.js";
import { ManualClock } from "../functions/manual-clock.js";

describe("Misbehaviours", () => {
  const clock = new ManualClock();
  let activities: ActivityLog;
  let settings: MisbehaviourSettings;

  beforeEach(() => {
    activities = new ActivityLog(clock);
    settings = new MisbehaviourSettings(clock, activities);
  });

  const shown = () =>
    activities.latest(new Date(0)).map(({ what, subject, target, note }) => [what, subject, target, note]);

  it("has a sentence and a source for each", () => {
    for (const [name, { does, source }] of Object.entries(MISBEHAVIOURS)) {
      assert.match(does, /^[A-Z].*\.$/, name);
      assert.match(source, /^https:\/\//, name);
    }
  });

  it("behaves well until told otherwise", () => {
    assert.equal(settings.strikes("quota", "/plan"), false);
    assert.equal(settings.leftMs("keys-late", clock.now(), "/site"), 0);
    assert.deepEqual(Object.keys(settings.numbers()), Object.keys(MISBEHAVIOURS));
    assert.deepEqual(shown(), []);
  });

  it("goes wrong as many times as told, and tells each", () => {
    settings.set("quota", 2);
    const strikes = [1, 2, 3].map(() => settings.strikes("quota", "/plan"));
    assert.deepEqual(strikes, [true, true, false]);
    assert.equal(settings.strikes("conflict", "/site"), false, "others go well");
    assert.deepEqual(shown(), [
      ["misbehaved", "quota", "/plan", "1 more"],
      ["misbehaved", "quota", "/plan", "0 more"],
    ]);
  });

  it("is late for as long as told, counted from when it was due", () => {
    settings.set("roles-late", 3);
    const due = clock.now();
    clock.move(2_000);
    assert.equal(settings.leftMs("roles-late", due, "/scope"), 1_000);
    clock.move(1_000);
    assert.equal(settings.leftMs("roles-late", due, "/scope"), 0);
    assert.deepEqual(shown(), [["misbehaved", "roles-late", "/scope", "1000 ms more"]]);
  });

  it("is good again with 0, or all at once", () => {
    settings.set("roles-late", 3);
    settings.set("quota", 3);
    settings.set("conflict", 3);
    settings.set("quota", 0);
    assert.equal(settings.strikes("quota", "/plan"), false);
    settings.clear();
    assert.ok(Object.values(settings.numbers()).every((number) => number === 0));
  });

  it("refuses another name or number, and says which there are", () => {
    assert.throws(
      () => settings.set("quotta", 1),
      /no misbehaviour "quotta": expected one of identities-late, .*quota/,
    );
    assert.throws(() => settings.set("toString", 1), /no misbehaviour "toString"/);
    for (const number of [-1, 1.5, Number.NaN, MOST + 1]) {
      assert.throws(
        () => settings.set("keys-late", number),
        new RegExp(`keys-late ${number}: expected a whole number of seconds from 0 to ${MOST}`),
      );
    }
  });

  describe("by the command", () => {
    let server: ControlServer;
    let control: ControlClient;

    beforeEach(async () => {
      const unused = () => assert.fail("not asked for");
      server = new ControlServer(activities, {
        status: unused,
        keys: unused,
        deployAs: unused,
        inspect: unused,
        scale: unused,
        gitHubJob: unused,
        credentialsOf: unused,
        objectIdOf: unused,
        trialToken: unused,
        providersOf: unused,
        stop: unused,
        audit: unused,
        metrics: unused,
        traces: { latest: unused, read: unused },
        clock: { now: unused, aheadMs: 0, advance: unused },
        misbehaviours: settings,
      });
      const url = await server.listen();
      control = new ControlClient({
        pid: process.pid,
        startedAt: clock.now().toISOString(),
        environment: {},
        providers: {},
        proxyPort: 0,
        control: { url, token: server.token },
      });
    });
    afterEach(() => server.close());

    it("lists all with what is set", async () => {
      settings.set("quota", 2);
      const list = await misbehave(control);
      for (const [name, { unit, does }] of Object.entries(MISBEHAVIOURS)) {
        assert.ok(list.includes(`<${unit}>`) && list.includes(does), name);
      }
      assert.match(list, /^quota +<times> {2}now: 2 times$/m);
      assert.equal(list.match(/now:/g)?.length, 1);
    });

    it("sets one, sets it back, and sets all back", async () => {
      assert.match(await misbehave(control, "keys-late", "3"), /^keys-late 3 seconds\. Keys of a host/);
      assert.equal(settings.numbers()["keys-late"], 3);
      assert.equal(await misbehave(control, "keys-late", "0"), "keys-late: good again.");
      assert.equal(settings.numbers()["keys-late"], 0);
      settings.set("quota", 1);
      assert.equal(await misbehave(control, "none"), "The local Azure behaves well.");
      assert.equal(settings.numbers().quota, 0);
    });

    it("passes on what is wrong with name or number", async () => {
      await assert.rejects(misbehave(control, "nap", "1"), /no misbehaviour "nap": expected one of/);
      await assert.rejects(misbehave(control, "quota", "many"), /quota NaN: expected a whole number of times/);
      await assert.rejects(misbehave(control, "quota"), /misbehave quota: expected a number after it/);
    });
  });
});
