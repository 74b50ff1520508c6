import assert from "node:assert/strict";
import { CommandFailed } from "../../../../infra/bootstrap/run/cli.js";
import { findState } from "../../../../infra/bootstrap/run/find-state.js";
import type { Stack } from "../../../../infra/bootstrap/run/stack.js";
import { type Http, NetworkError } from "../../../../infra/shipping/http.js";

describe("findState", () => {
  const asked: string[] = [];
  const answering =
    (status: number): Http =>
    async (url) => {
      asked.push(url);
      return { status, headers: { get: () => null }, text: async () => "" };
    };
  const unknownHost: Http = async () => {
    throw new NetworkError("no answer (ENOTFOUND)");
  };
  const stack = (exists: () => Promise<boolean>) => ({ exists }) as Stack;
  const never = stack(async () => assert.fail("the backend is not to be asked"));

  it("finds nothing where the account has no name", async () => {
    assert.equal(await findState(never, "stx", unknownHost), "nothing");
  });

  it("finds nothing where somebody answers for an account that is not there", async () => {
    assert.equal(await findState(never, "stx", answering(404)), "nothing");
  });

  it("asks the backend once the account refuses who has no token", async () => {
    assert.equal(
      await findState(
        stack(async () => true),
        "stx",
        answering(409),
      ),
      "stack",
    );
    assert.equal(
      await findState(
        stack(async () => false),
        "stx",
        answering(401),
      ),
      "account",
    );
    assert.equal(asked.at(-1), "https://stx.blob.core.windows.net/?comp=list");
  });

  it("does not take a backend that refuses for an empty one", async () => {
    const refused = new CommandFailed("pulumi", ["stack", "ls"], 1, "403");
    await assert.rejects(
      findState(
        stack(async () => Promise.reject(refused)),
        "stx",
        answering(409),
      ),
      refused,
    );
  });
});
