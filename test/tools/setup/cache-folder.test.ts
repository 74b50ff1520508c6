import assert from "node:assert/strict";
import { cacheFolder } from "../../../tools/setup/cache-folder.mjs";

const folder = (env: NodeJS.ProcessEnv, platform = "linux") => cacheFolder({ env, platform, home: "/home/u" });

describe("cache folder", () => {
  it("is where the system keeps caches", () => {
    assert.equal(folder({}), "/home/u/.cache/gridwire");
    assert.equal(folder({}, "darwin"), "/home/u/Library/Caches/gridwire");
    assert.equal(folder({ XDG_CACHE_HOME: "/x" }), "/x/gridwire");
    assert.equal(folder({ XDG_CACHE_HOME: "relative" }), "/home/u/.cache/gridwire");
  });

  it("is GRIDWIRE_CACHE when that is set", () => {
    assert.equal(folder({ GRIDWIRE_CACHE: "/mine", XDG_CACHE_HOME: "/x" }), "/mine");
    assert.throws(() => folder({ GRIDWIRE_CACHE: "mine" }), /GRIDWIRE_CACHE is mine; .* absolute/);
  });
});
