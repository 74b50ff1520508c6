import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { entraIssuer, type Issuer } from "../../contracts/index.js";
import { createNames } from "../../infra/names.js";
import { trustedIssuers } from "../../infra/trusted-issuers.js";
import { record } from "./recorded.js";

const TENANT = "11111111-2222-4333-8444-555555555555";
const SOMEBODY = "22222222-2222-4333-8444-555555555555";
const ENTRA = entraIssuer(TENANT, "client");
const OTHER: Issuer = {
  issuer: "https://example.eu.auth0.com/",
  audiences: ["https://api.example"],
  algorithm: "RS256",
};

describe("trustedIssuers", () => {
  async function trusting(issuers: readonly Issuer[], apiCallers: readonly string[] = []) {
    let known: { issuers: readonly Issuer[]; api: string } | undefined;
    const stack = await record(async () => {
      const config = { issuers, apiCallers, environment: "mine" };
      const trusted = await trustedIssuers(config, createNames("mine", "seed"), pulumi.output(TENANT));
      known = await new Promise((done) => {
        pulumi.all([trusted.issuers, trusted.api]).apply(([all, api]) => done({ issuers: all, api }));
      });
    });
    return { stack, ...(known ?? assert.fail("the issuers are not known")) };
  }

  it("takes what the config names, and asks for tokens for the API of Entra", async () => {
    const { stack, issuers, api } = await trusting([OTHER, ENTRA]);
    assert.deepEqual([issuers, api, stack.resources], [[OTHER, ENTRA], "api://client", []]);
    assert.equal((await trusting([OTHER])).api, "");
  });

  it("makes an API of the stack's own where the config says who may call it, beside what it names", async () => {
    const { stack, issuers, api } = await trusting([OTHER], [SOMEBODY]);
    const client = "client of mine-api-registration";
    assert.deepEqual(issuers, [OTHER, entraIssuer(TENANT, client)]);
    assert.equal(api, `api://${client}`);
    for (const role of ["Names.Generate", "Counts.Read"]) {
      assert.equal(stack.named(`mine-api-${role}-${SOMEBODY}`).inputs.principalObjectId, SOMEBODY);
    }
  });
});
