import assert from "node:assert/strict";
import { declaredIn } from "../../../arm/declared/declared-resource.js";
import { Secret } from "../../../arm/declared/secret.js";

/** As the engine writes it. */
const secret = (value: unknown) => ({
  "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270",
  plaintext: JSON.stringify(value),
});
const stateOf = (...resources: readonly object[]) => JSON.stringify({ version: 3, deployment: { resources } });
const VAULT = "urn:pulumi:dev::gridwire::gridwire:infra:Vault$azure-native:keyvault:Vault::kv::dev";

describe("What a program declared", () => {
  it("is in the state with name, type, inputs and what it needs", () => {
    const resource = {
      urn: VAULT,
      type: "azure-native:keyvault:Vault",
      custom: true,
      id: "/subscriptions/s",
      inputs: { vaultName: "kv" },
      dependencies: ["urn:other"],
    };
    assert.deepEqual(declaredIn(stateOf(resource)), [
      {
        urn: VAULT,
        type: "azure-native:keyvault:Vault",
        name: "kv::dev",
        id: "/subscriptions/s",
        inputs: { vaultName: "kv" },
        dependencies: ["urn:other"],
      },
    ]);
  });

  it("has its secrets marked, at any depth", () => {
    const inputs = { a: secret({ b: [1] }), c: { d: [secret("x")] } };
    const [found] = declaredIn(stateOf({ urn: VAULT, type: "t", custom: true, inputs }));
    assert.deepEqual(found?.inputs, { a: new Secret({ b: [1] }), c: { d: [new Secret("x")] } });
  });

  it("is neither a component, nor a provider, nor what is only read", () => {
    const others = [
      { urn: "u", type: "gridwire:infra:Vault", custom: false },
      { urn: "u", type: "pulumi:providers:azure-native", custom: true },
      { urn: "u", type: "azure-native:keyvault:Vault", custom: true, external: true },
    ];
    assert.deepEqual(declaredIn(stateOf(...others)), []);
  });

  it("is nothing in a state of nothing", () => assert.deepEqual(declaredIn('{"deployment":{}}'), []));
});
