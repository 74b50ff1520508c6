import assert from "node:assert/strict";
import { claimsOf, identitiesOf, PLACES } from "../../../infra/bootstrap/identities.js";

describe("identitiesOf", () => {
  const all = identitiesOf(PLACES);
  const claims = Object.fromEntries(all.map((identity) => [identity.name, claimsOf(identity)]));

  it("has one to deploy and one to preview for each environment, and one for the stacks of pull requests", () => {
    assert.deepEqual(claims, {
      "dev-deploy": ["environment:dev"],
      "dev-preview": ["environment:dev-preview", "pull_request"],
      "staging-deploy": ["environment:staging"],
      "staging-preview": ["environment:staging-preview"],
      "prod-deploy": ["environment:prod"],
      "prod-preview": ["environment:prod-preview"],
      "pr-deploy": ["environment:pr", "environment:pr-sweep"],
    });
  });

  it("lets jobs of pull requests, which any author can write, be nobody who deploys", () => {
    const trusting = all.filter(({ pullRequests }) => pullRequests);
    assert.deepEqual(
      trusting.map(({ name, purpose }) => [name, purpose]),
      [["dev-preview", "preview"]],
    );
  });

  it("keeps jobs of other branches out of every environment, but for the one that is reviewed", () => {
    const open = all.flatMap(({ environments }) => environments).filter(({ mainOnly }) => !mainOnly);
    assert.deepEqual(open, [{ name: "pr", reviewed: true, mainOnly: false }]);
  });

  it("has production reviewed", () => {
    const reviewed = all.flatMap(({ environments }) => environments).filter(({ reviewed }) => reviewed);
    assert.deepEqual(
      reviewed.map(({ name }) => name),
      ["prod", "pr"],
    );
  });

  it("leaves out what was not asked for", () => {
    assert.deepEqual(
      identitiesOf(["prod"]).map(({ name }) => name),
      ["prod-deploy", "prod-preview"],
    );
  });
});
