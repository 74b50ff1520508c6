import assert from "node:assert/strict";
import { handshakeRemedy } from "../../../infra/shipping/handshake-remedy.js";

describe("handshakeRemedy", () => {
  it("knows both texts of Event Grid", () => {
    for (const error of [
      'Status=200 Code="Url validation" Message="Webhook validation handshake failed for https://func-a.example/x. Http OPTIONS request failed with response code Unauthorized."',
      "The attempt to validate the provided endpoint https://func-a.example/x failed.",
    ]) {
      assert.match(handshakeRemedy(error) ?? "", /run `pulumi up` again/);
    }
  });

  it("knows the text about a function that Event Grid does not see, and another way", () => {
    const remedy = handshakeRemedy(
      'Code="Endpoint validation" Message="Destination endpoint not found. Resource details: …"',
    );
    assert.match(remedy ?? "", /Event Grid does not see it; run `pulumi up` again, or .*deliverWith eventGridKey/);
  });

  it("has nothing to say about another error", () => {
    assert.equal(handshakeRemedy('Status=404 Code="ResourceNotFound"'), undefined);
    assert.equal(handshakeRemedy(undefined), undefined);
  });
});
