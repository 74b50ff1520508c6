import assert from "node:assert/strict";
import { CommandFailed } from "../../../../infra/bootstrap/run/cli.js";
import { onceSpread } from "../../../../infra/bootstrap/run/spreading.js";
import { testOutside } from "../../loopback.js";

describe("onceSpread", () => {
  const going = () => ({ ...testOutside(), signal: new AbortController().signal });
  const refusedWith = (output: string) => new CommandFailed("pulumi", ["stack", "init"], 255, output);

  /** Fails with these, one after the other, and then succeeds. */
  function failing(...outputs: string[]): () => Promise<string> {
    return async () => {
      const output = outputs.shift();
      if (output !== undefined) throw refusedWith(output);
      return "done";
    };
  }

  it("tries again while storage or vault refuse, or a name is not known", async () => {
    const waiting = going();
    const attempt = failing(
      "RESPONSE 403: 403 … ERROR CODE: AuthorizationPermissionMismatch",
      'ERROR CODE: Forbidden … "innererror": {"code": "ForbiddenByRbac"}',
      "panic: runtime error … gocloud.dev/blob/azureblob.(*writer).Close.func1()",
      "dial tcp: lookup stx.blob.core.windows.net: no such host",
    );
    assert.equal(await onceSpread("making it", attempt, waiting), "done");
    assert.deepEqual(waiting.reports, [
      "making it: Azure does not know the new rights yet; trying again in 2 s",
      "making it: Azure does not know the new rights yet; trying again in 4 s",
      "making it: Azure does not know the new rights yet; trying again in 8 s",
      "making it: the new name is not known yet; trying again in 15 s",
    ]);
  });

  it("ends at any other failure", async () => {
    await assert.rejects(onceSpread("making it", failing("error: stack already exists"), going()), {
      message: "pulumi stack init failed with exit code 255:\nerror: stack already exists",
    });
  });

  it("gives up after twelve minutes, and says how to carry on", async () => {
    const attempt = async () => {
      throw refusedWith("403");
    };
    await assert.rejects(onceSpread("making it", attempt, going()), {
      message:
        "making it: gave up after 12 minutes; at last: Azure does not know the new rights yet; the next `npm run bootstrap` carries on from here",
    });
  });

  it("begins nothing once it was interrupted", async () => {
    const interruption = new AbortController();
    const waiting = { ...testOutside(), signal: interruption.signal };
    let attempts = 0;
    const attempt = async () => {
      attempts += 1;
      interruption.abort();
      throw refusedWith("403");
    };
    await assert.rejects(onceSpread("making it", attempt, waiting), { name: "AbortError" });
    assert.equal(attempts, 1);
  });
});
