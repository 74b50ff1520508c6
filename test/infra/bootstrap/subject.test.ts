import assert from "node:assert/strict";
import { subjectOf } from "../../../infra/bootstrap/subject.js";

describe("subjectOf", () => {
  const repository = { owner: "Octo-Org", name: "gridwire", ownerId: 123, id: 456 };

  it("holds the numbers of owner and repository, which no other ever gets", () => {
    assert.equal(
      subjectOf(repository, "immutable", "environment:dev"),
      "repo:Octo-Org@123/gridwire@456:environment:dev",
    );
  });

  it("is of names alone where the repository's tokens are", () => {
    assert.equal(subjectOf(repository, "names", "pull_request"), "repo:Octo-Org/gridwire:pull_request");
  });
});
