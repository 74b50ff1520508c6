import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { unzipSync } from "fflate";
import { type App, generator, recorder, settingsOf, tally } from "../../contracts/index.js";
import { type Bundle, bundle } from "../../functions/bundle.js";

const run = promisify(execFile);
const ROOT = join(import.meta.dirname, "../..");
const CORE = join(import.meta.dirname, "support/core-module.cjs");
const APPS: readonly App[] = [generator, recorder, tally];

const SETTINGS = {
  NAMES_URL: "https://t.westeurope-1.eventgrid.azure.net/api/events",
  RAW_NAMES_URL: "https://a.blob.core.windows.net/raw-names",
  SET_ASIDE_URL: "https://a.blob.core.windows.net/set-aside",
  LETTER_COUNTS_URL: "https://a.table.core.windows.net/lettercounts",
  PSEUDONYM_KEY_URL: "https://v.vault.azure.net/secrets/pseudonym-key",
  TOKEN_ISSUERS: "[]",
};

describe("bundle", function () {
  this.timeout(30_000);
  let folder: string;
  let bundles: ReadonlyMap<App, Bundle>;

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), "gridwire-bundle-"));
    bundles = new Map(await Promise.all(APPS.map(async (app) => [app, await bundle(app.name)] as const)));
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  const bundleOf = (app: App): Bundle => bundles.get(app) ?? assert.fail(`no bundle of ${app.name}`);

  /** Unpacks an app away from any node_modules, and returns its folder. */
  function unpack(app: App): string {
    const target = mkdtempSync(join(folder, `${app.name}-`));
    for (const [name, bytes] of Object.entries(unzipSync(bundleOf(app).zip())))
      writeFileSync(join(target, name), bytes);
    return target;
  }

  /** Loads a file in a Node process of its own, with no more than what is given. */
  const load = (file: string, env: Record<string, string>) =>
    run(process.execPath, ["--require", CORE, file], { env, timeout: 20_000 });

  for (const app of APPS) {
    it(`loads ${app.name} in bare Node and registers exactly what its manifest has`, async () => {
      const settings = Object.entries(SETTINGS).filter(([name]) => settingsOf(app).includes(name));
      const { stdout, stderr } = await load(join(unpack(app), "index.mjs"), Object.fromEntries(settings));
      const registered = JSON.parse(stdout) as { models: number; functions: Record<string, object> };
      assert.equal(stderr, "");
      assert.equal(registered.models, 1);
      assert.deepEqual(
        Object.fromEntries(Object.entries(registered.functions).map(([name, binding]) => [name, pickTrigger(binding)])),
        Object.fromEntries(Object.entries(app.functions).map(([name, trigger]) => [name, bindingOf(trigger)])),
      );
    });

    it(`has only chunks in ${app.name} that load in bare Node`, async () => {
      const target = unpack(app);
      const chunks = Object.keys(bundleOf(app).files).filter((name) => name.endsWith(".mjs") && name !== "index.mjs");
      assert.ok(chunks.length >= 4, "one chunk for each SDK");
      const all = chunks.map((name) => `await import("./${name}");`).join("\n");
      writeFileSync(join(target, "all.mjs"), all);
      const { stderr } = await load(join(target, "all.mjs"), {});
      assert.equal(stderr, "");
    });

    it(`gives the same bytes of ${app.name} twice`, async () => {
      const again = await bundle(app.name);
      assert.equal(again.sha256, bundleOf(app).sha256);
      assert.ok(Buffer.from(again.zip()).equals(bundleOf(app).zip()));
    });

    it(`has no path of this machine in ${app.name}`, () => {
      for (const [name, bytes] of Object.entries(bundleOf(app).files)) {
        assert.ok(!Buffer.from(bytes).includes(ROOT), `${name} names ${ROOT}`);
      }
    });
  }

  it("gives the same bytes in another folder and time zone", async () => {
    const copy = join(folder, "elsewhere/deep/gridwire");
    mkdirSync(copy, { recursive: true });
    for (const part of ["functions", "contracts", "package.json"]) {
      cpSync(join(ROOT, part), join(copy, part), { recursive: true });
    }
    symlinkSync(join(ROOT, "node_modules"), join(copy, "node_modules"));
    const script = `
      import { createHash } from "node:crypto";
      import { bundle } from "./functions/bundle.ts";
      for (const name of ${JSON.stringify(APPS.map(({ name }) => name))}) {
        const { sha256, zip } = await bundle(name);
        console.log(sha256, createHash("sha256").update(zip()).digest("hex"));
      }`;
    const { stdout } = await run(process.execPath, ["--import", "tsx", "--input-type=module", "--eval", script], {
      cwd: copy,
      env: { ...process.env, TZ: "Pacific/Auckland" },
    });
    const hashOf = (zip: Uint8Array) => createHash("sha256").update(zip).digest("hex");
    assert.deepEqual(
      stdout.trim().split("\n"),
      APPS.map((app) => `${bundleOf(app).sha256} ${hashOf(bundleOf(app).zip())}`),
    );
  });

  it("tells all missing settings in one error at start", async () => {
    await assert.rejects(load(join(unpack(recorder), "index.mjs"), {}), ({ stderr }: { stderr: string }) => {
      for (const name of settingsOf(recorder)) assert.match(stderr, new RegExp(`${name}: missing`));
      return true;
    });
  });

  it("has what the Functions host needs beside the code", () => {
    const files = unzipSync(bundleOf(tally).zip());
    const json = (name: string) => JSON.parse(Buffer.from(files[name] ?? []).toString()) as Record<string, unknown>;
    assert.deepEqual(json("host.json").extensionBundle, {
      id: "Microsoft.Azure.Functions.ExtensionBundle",
      version: "[4.*, 5.0.0)",
    });
    assert.equal(json("host.json").version, "2.0");
    assert.equal(json("package.json").main, "index.mjs");
  });

  it("refuses an app that there is not", async () => {
    await assert.rejects(bundle("nobody"), /no app "nobody": expected the file functions\/nobody\/index\.ts/);
  });
});

/** What a trigger of a manifest becomes in the host's terms. */
function bindingOf(trigger: App["functions"][string]): object {
  switch (trigger.trigger) {
    case "event":
      return { type: "eventGridTrigger" };
    case "timer":
      return { type: "timerTrigger", schedule: trigger.schedule };
    case "http":
      return { type: "httpTrigger", methods: [trigger.method], route: trigger.route, authLevel: "anonymous" };
  }
}

const pickTrigger = (binding: object): object =>
  Object.fromEntries(
    Object.entries(binding).filter(([key]) => ["type", "schedule", "methods", "route", "authLevel"].includes(key)),
  );
