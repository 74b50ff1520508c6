import assert from "node:assert/strict";
import { shapeFor } from "../../../arm/body/shape-for.js";
import { answerOf } from "../../../arm/declared/answer.js";
import { MadeUp } from "../../../arm/declared/made-up.js";
import { Shapes } from "../../../arm/shapes/shapes.js";

function answer(token: string, inputs: Readonly<Record<string, unknown>>) {
  const known = shapeFor(token, Shapes.load());
  assert.ok(known !== undefined);
  const madeUp = new MadeUp();
  const answered = answerOf(known.mapped, known.shape, { id: "/id", name: "n", inputs }, madeUp);
  return { answered, madeUp };
}

describe("What Azure might answer", () => {
  it("is what was given, and what only Azure knows", () => {
    const { answered, madeUp } = answer("azure-native:applicationinsights:Component", {
      kind: "web",
      flowType: "mine",
    });
    const { id, name, kind, flowType } = answered;
    assert.deepEqual([id, name, kind, flowType], ["/id", "n", "web", "mine"]);
    assert.deepEqual(madeUp.partsOf(String(answered.connectionString)), [
      { kind: "property", id: "/id", path: "properties.ConnectionString" },
    ]);
    assert.deepEqual(madeUp.partsOf(String(answered.etag)), [{ kind: "property", id: "/id", path: "etag" }]);
  });

  it("has inside of what was given what Azure adds to it", () => {
    const { answered } = answer("azure-native:web:WebApp", { identity: { type: "SystemAssigned" } });
    const { type, principalId } = answered.identity as Record<string, unknown>;
    assert.equal(type, "SystemAssigned");
    assert.match(String(principalId), /^madeup/);
  });

  it("is a GUID where Azure has one", () => {
    const { answered } = answer("azure-native:managedidentity:UserAssignedIdentity", {});
    assert.match(String(answered.principalId), /^[0-9a-f]{8}-/);
  });
});
