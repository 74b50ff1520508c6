import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { requireLogin } from "../../../infra/bootstrap/require-login.js";

describe("requireLogin", () => {
  const expected = {
    tenantId: "11111111-0000-4000-8000-000000000001",
    subscriptionId: "22222222-0000-4000-8000-000000000002",
  };
  const logged = (change: object) =>
    requireLogin(expected, pulumi.output({ clientId: "c", objectId: "o", ...expected, ...change }));
  const settled = (output: pulumi.Output<{ readonly objectId: string }>) =>
    (output as unknown as { promise(): Promise<{ readonly objectId: string }> }).promise();

  it("gives the login that the config is for, in whatever case Azure writes it", async () => {
    assert.equal((await settled(logged({ tenantId: expected.tenantId.toUpperCase() }))).objectId, "o");
  });

  it("stops at a login of another tenant or subscription, and says how to change it", async () => {
    for (const key of ["tenantId", "subscriptionId"] as const) {
      await assert.rejects(settled(logged({ [key]: "33333333-0000-4000-8000-000000000003" })), {
        message:
          `the login is of ${key} 33333333-0000-4000-8000-000000000003: expected ${expected[key]}, which the config names; ` +
          `az login --tenant ${expected.tenantId} && az account set --subscription ${expected.subscriptionId}`,
      });
    }
  });
});
