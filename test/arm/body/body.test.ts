import assert from "node:assert/strict";
import { bodyOf } from "../../../arm/body/body.js";
import { MAPPINGS } from "../../../arm/body/mapping.js";
import { shapeFor } from "../../../arm/body/shape-for.js";
import { Secret } from "../../../arm/declared/secret.js";
import { Shapes } from "../../../arm/shapes/shapes.js";
import { KNOWN_BODIES } from "./known-bodies.js";

const shapes = Shapes.load();

function bodyFor(token: string, inputs: Readonly<Record<string, unknown>>) {
  const known = shapeFor(`azure-native:${token}`, shapes);
  assert.ok(known !== undefined, token);
  return bodyOf(known.mapped, known.shape, inputs);
}

describe("The body of a resource", () => {
  for (const [index, { token, inputs, body }] of KNOWN_BODIES.entries()) {
    it(`is the known one: ${token} (${index})`, () => assert.deepEqual(bodyFor(token, inputs).value, body));
  }

  it("is known for every mapped type", () => {
    assert.deepEqual([...new Set(KNOWN_BODIES.map(({ token }) => token))].sort(), Object.keys(MAPPINGS).sort());
  });

  it("tells where in the inputs a value was", () => {
    const { origins } = bodyFor("eventgrid:EventSubscription", {
      scope: "/s",
      eventSubscriptionName: "e",
      destination: { endpointType: "WebHook", deliveryAttributeMappings: [{ type: "Static", value: "v" }] },
    });
    assert.equal(
      origins.get("properties.destination.properties.deliveryAttributeMappings[0].properties.value"),
      "destination.deliveryAttributeMappings[0].value",
    );
  });

  it("keeps the mark of a secret, also on an object that is one as a whole", () => {
    const destination = new Secret({ endpointType: "WebHook", endpointUrl: "https://example" });
    const inputs = { scope: "/s", eventSubscriptionName: "e", destination };
    assert.deepEqual(bodyFor("eventgrid:EventSubscription", inputs).value.properties, {
      destination: new Secret({ endpointType: "WebHook", properties: { endpointUrl: "https://example" } }),
    });
  });

  it("has what is unknown where its neighbours are, so that the check can name it", () => {
    const inputs = { resourceGroupName: "g", topicName: "t", disableLocalAuht: true, properties: {} };
    assert.deepEqual(bodyFor("eventgrid:Topic", inputs).value, {
      name: "t",
      properties: { disableLocalAuht: true, properties: {} },
    });
  });

  it("does not take an input called name for the resource's name", () => {
    const { value, strays } = bodyFor("keyvault:Vault", { resourceGroupName: "g", vaultName: "v", name: "mine" });
    assert.deepEqual([value.name, strays], ["v", [{ path: "name" }]]);
  });
});
