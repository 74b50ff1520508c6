import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { cpSync, existsSync, readdirSync, readFileSync, symlinkSync, watch } from "node:fs";
import { resolve } from "node:path";
import { createScratch, type Scratch } from "./support/scratch.js";

const ROOT = resolve(import.meta.dirname, "../..");

describe("tools/run.mjs", () => {
  let scratch: Scratch;
  beforeEach(() => {
    scratch = createScratch();
    cpSync(resolve(ROOT, "tools"), scratch.path("project", "tools"), { recursive: true });
    scratch.write("project/package-lock.json", JSON.stringify({ packages: {} }));
    scratch.write("project/package.json", '{ "type": "module" }');
  });
  afterEach(() => scratch.remove());

  const env = () => ({
    ...process.env,
    PATH: `${scratch.path("bin")}:${process.env.PATH}`,
    GRIDWIRE_CACHE: scratch.path("cache"),
  });
  const run = (...args: string[]) =>
    spawnSync(process.execPath, ["tools/run.mjs", ...args], {
      cwd: scratch.path("project"),
      env: env(),
      encoding: "utf8",
    });

  it("shows its help and touches nothing", () => {
    const { status, stdout } = run("--help");
    assert.equal(status, 0);
    assert.match(stdout, /^Usage: node tools\/run\.mjs/);
    assert.equal(existsSync(scratch.path("cache")), false);
  });

  it("asks for an entry point", () => {
    const { status, stderr } = run("--no-such-option");
    assert.equal(status, 1);
    assert.match(stderr, /^--no-such-option is not an entry point/);
  });

  it("runs the entry point with its arguments, and ends as it does", () => {
    symlinkSync(resolve(ROOT, "node_modules"), scratch.path("packages"));
    scratch.script("bin/npm", 'ln -s "$PWD/../packages" node_modules');
    scratch.write("project/package-lock.json", readFileSync(resolve(ROOT, "package-lock.json"), "utf8"));
    symlinkSync(resolve(ROOT, "node_modules"), scratch.path("project", "node_modules"));
    scratch.write(
      "project/entry.ts",
      "const args: string[] = process.argv.slice(2); console.log(args.join('|')); process.exitCode = 9;",
    );
    const { status, stdout, stderr } = run("--no-pulumi", "entry.ts", "a b", "--help");
    assert.equal(stderr, "");
    assert.equal(stdout, "a b|--help\n");
    assert.equal(status, 9);
  });

  it("stops what it has started when it is interrupted, and gives its lock back", async () => {
    scratch.script(
      "bin/npm",
      `echo $$ > ${scratch.path("started.tmp")}; mv ${scratch.path("started.tmp")} ${scratch.path("started")}; exec sleep 60`,
    );
    const started = watched(scratch, "started");
    const child = spawn(process.execPath, ["tools/run.mjs", "--no-pulumi", "entry.ts"], {
      cwd: scratch.path("project"),
      env: env(),
      stdio: "ignore",
    });
    await started;
    const npm = Number(readFileSync(scratch.path("started"), "utf8"));
    assert.equal(readdirSync(scratch.path("cache")).length, 1);
    child.kill("SIGTERM");
    const [code] = await once(child, "exit");
    assert.equal(code, 143);
    assert.equal(isRunning(npm), false);
    assert.deepEqual(readdirSync(scratch.path("cache")), []);
  });
});

/** Resolves when the file appears. */
function watched(scratch: Scratch, name: string): Promise<void> {
  return new Promise((done) => {
    const watcher = watch(scratch.folder, (_event, file) => {
      if (file !== name || !existsSync(scratch.path(name))) return;
      watcher.close();
      done();
    });
  });
}

/** A killed process may stay a moment as a zombie, until its new parent has taken note. */
function isRunning(pid: number): boolean {
  const state = spawnSync("ps", ["-o", "stat=", "-p", String(pid)], { encoding: "utf8" }).stdout.trim();
  return state !== "" && !state.startsWith("Z");
}
