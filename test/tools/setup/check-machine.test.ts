import assert from "node:assert/strict";
import { checkMachine } from "../../../tools/setup/check-machine.mjs";

const good = { platform: "linux", arch: "x64", nodeVersion: "20.19.0" };

describe("machine check", () => {
  it("takes Linux and macOS with Node 20.19 or newer", () => {
    for (const platform of ["linux", "darwin"]) {
      for (const arch of ["x64", "arm64"]) checkMachine({ ...good, platform, arch });
    }
    checkMachine({ ...good, nodeVersion: "24.1.0" });
  });

  it("sends Windows to WSL", () => {
    assert.throws(() => checkMachine({ ...good, platform: "win32" }), /WSL/);
  });

  it("refuses an older Node and says which is needed", () => {
    assert.throws(() => checkMachine({ ...good, nodeVersion: "20.18.3" }), /Node 20\.18\.3 .* 20\.19\.0/);
  });

  it("names what is supported when the system is not", () => {
    assert.throws(() => checkMachine({ ...good, arch: "riscv64" }), /linux on riscv64 .* linux-x64, linux-arm64/);
  });
});
