import assert from "node:assert/strict";
import type { HttpResponseInit } from "@azure/functions";
import { Headers } from "undici";
import type { Auth } from "../../../../contracts/index.js";
import { admit } from "../../../../functions/kit/callers/admit.js";
import { KeysUnavailable, type RefusalReason, TokenRefusal } from "../../../../functions/kit/callers/call-refusal.js";
import type { Caller } from "../../../../functions/kit/callers/caller.js";

const CALLER: Caller = { kind: "user", subject: "s", issuer: "https://i/", roles: ["A"], scopes: ["a:b"] };
const GOOD = "Bearer a.b.c";

const of = (auth: Auth, check: () => Promise<Caller>, authorization?: string) =>
  admit(auth, { headers: new Headers(authorization === undefined ? {} : { authorization }) }, "app", check);

async function refused(auth: Auth, check: () => Promise<Caller>, authorization?: string) {
  const admission = await of(auth, check, authorization);
  if (!("refusal" in admission)) assert.fail("the call was let in");
  const { status, headers, body } = admission.refusal as HttpResponseInit & { headers: Record<string, string> };
  const { detail, ...problem } = JSON.parse(String(body)) as { detail: string; status: number; title: string };
  assert.equal(headers["content-type"], "application/problem+json");
  assert.equal(problem.status, status);
  return { status, challenge: headers["www-authenticate"], detail, ...admission, headers };
}

const throwing = (error: Error) => async () => Promise.reject(error);
const known = async () => CALLER;

describe("admit", () => {
  it("lets in who has one of the roles or scopes, and says who it is", async () => {
    for (const auth of [{ roles: ["A"] }, { roles: ["X", "A"] }, { scopes: ["a:b"] }]) {
      assert.deepEqual(await of(auth, known, GOOD), { caller: CALLER });
    }
  });

  it("asks nobody where everybody may call", async () => {
    const never = async () => assert.fail("a token was looked at");
    assert.deepEqual(await of("anonymous", never, GOOD), { caller: undefined });
  });

  it("takes no scope for a role, and no role for a scope", async () => {
    const role = await refused({ roles: ["a:b", "B"] }, known, GOOD);
    assert.deepEqual(
      [role.status, role.challenge, role.detail],
      [
        403,
        'Bearer realm="app", error="insufficient_scope", error_description="The access token lacks the role a:b or B"',
        "The access token lacks the role a:b or B",
      ],
    );
    const scope = await refused({ scopes: ["A", "B"] }, known, GOOD);
    assert.equal(scope.status, 403);
    assert.match(scope.challenge ?? "", /, scope="A B"$/);
  });

  it("tells who brings no token what is needed, and of no error", async () => {
    const { status, challenge, reason } = await refused({ roles: ["A"] }, known);
    assert.deepEqual([status, challenge, reason], [401, 'Bearer realm="app"', "noToken"]);
  });

  it("tells in one text that a token is not taken, whatever of it is wrong", async () => {
    const reasons: RefusalReason[] = ["algorithm", "issuer", "unknownKey", "signature", "audience", "tenant", "claims"];
    const answers = await Promise.all(
      reasons.map((reason) => refused({ roles: ["A"] }, throwing(new TokenRefusal(reason)), GOOD)),
    );
    assert.deepEqual(
      answers.map(({ reason }) => reason),
      reasons,
    );
    const told = new Set(answers.map(({ status, challenge, detail }) => `${status} ${challenge} ${detail}`));
    assert.deepEqual(
      [...told],
      [
        '401 Bearer realm="app", error="invalid_token", error_description="The access token is not one that is taken here" The access token is not one that is taken here',
      ],
    );
  });

  it("tells what a client can mend by itself", async () => {
    for (const [reason, text] of [
      ["expired", "has expired"],
      ["notYetValid", "is not valid yet"],
      ["malformed", "is malformed"],
      ["tooLong", "is too long"],
    ] as const) {
      const { status, challenge } = await refused({ roles: ["A"] }, throwing(new TokenRefusal(reason)), GOOD);
      assert.equal(status, 401);
      assert.match(challenge ?? "", new RegExp(`error="invalid_token", error_description="The access token ${text}"$`));
    }
  });

  it("calls nobody's token bad while keys are not to be had", async () => {
    const error = new KeysUnavailable("https://i/", 4, new Error("no answer"));
    const { status, challenge, headers, detail, reason, cause } = await refused(
      { roles: ["A"] },
      throwing(error),
      GOOD,
    );
    assert.deepEqual([status, challenge, headers["retry-after"]], [503, undefined, "4"]);
    assert.doesNotMatch(detail, /https/);
    assert.equal(reason, "keysUnavailable");
    assert.match(cause ?? "", /https:\/\/i\/ cannot be had: no answer/);
  });

  it("passes on what is a fault of its own", async () => {
    await assert.rejects(of({ roles: ["A"] }, throwing(new Error("broken")), GOOD), /broken/);
  });
});
