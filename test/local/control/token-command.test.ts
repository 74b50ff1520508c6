import assert from "node:assert/strict";
import { tokenCommand } from "../../../local/control/token-command.js";
import type { TrialToken } from "../../../local/entra/trial-token.js";

describe("The command token", () => {
  const asking = async (options: Partial<Parameters<typeof tokenCommand>[1]>) => {
    const asked: TrialToken[] = [];
    const trialToken = async (one: TrialToken) => {
      asked.push(one);
      return "a.b.c";
    };
    const printed = await tokenCommand({ trialToken }, { user: false, ...options });
    return { printed, asked: asked[0] };
  };

  it("prints the token and nothing else", async () => {
    const { printed, asked } = await asking({});
    assert.deepEqual([printed, asked], ["a.b.c", { roles: [], scopes: [], isUser: false }]);
  });

  it("asks for what it is told", async () => {
    const { asked } = await asking({ role: ["A", "B"], scope: ["s"], user: true, audience: "api://x" });
    assert.deepEqual(asked, { roles: ["A", "B"], scopes: ["s"], isUser: true, audience: "api://x" });
  });
});
