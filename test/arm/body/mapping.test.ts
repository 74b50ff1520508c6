import assert from "node:assert/strict";
import { bodyOf } from "../../../arm/body/body.js";
import { LIFTED_WITHIN, LISTS_OF_KEYS, MAPPINGS, RENAMED } from "../../../arm/body/mapping.js";
import { nameIn } from "../../../arm/body/resource-name.js";
import { shapeFor } from "../../../arm/body/shape-for.js";
import { checkBody } from "../../../arm/check/check-body.js";
import { answerOf } from "../../../arm/declared/answer.js";
import { MadeUp } from "../../../arm/declared/made-up.js";
import { isObject } from "../../../arm/declared/secret.js";
import { Shapes } from "../../../arm/shapes/shapes.js";
import { apiVersionOf, outputsOf, type Sample, samplesOf } from "./sdk-inputs.js";

const shapes = Shapes.load();
const about = { isOpen: (text: string) => text === "text", nameOf: (_: unknown, property: string) => property };
const texts = (value: unknown): string[] =>
  Array.isArray(value)
    ? value.flatMap(texts)
    : isObject(value)
      ? Object.entries(value).flatMap(([key, inner]) => [key, ...texts(inner)])
      : [];

function mappedOf(token: string) {
  const known = shapeFor(`azure-native:${token}`, shapes);
  assert.ok(known !== undefined, `no published shape is carried for ${token}`);
  return known;
}

/** What azure-native's own types say. */
describe("The mapping of azure-native", () => {
  const samples = new Map<string, Sample[]>();
  before(() => {
    for (const token of Object.keys(MAPPINGS)) samples.set(token, samplesOf(token));
  });

  for (const [token, { apiVersion, sdkApiVersion }] of Object.entries(MAPPINGS)) {
    it(`${token}: names the version that the SDK calls`, () =>
      assert.equal(sdkApiVersion ?? apiVersion, apiVersionOf(token)));

    it(`${token}: has a place in the body for every input that the SDK knows`, () => {
      const { mapped, shape } = mappedOf(token);
      const all = samples.get(token) ?? [];
      assert.ok(all.length > 0);
      for (const sample of all) {
        const { value, strays } = bodyOf(mapped, shape, sample);
        assert.deepEqual(checkBody(value, shape, about), []);
        assert.deepEqual(strays, []);
      }
    });

    it(`${token}: makes up every output that the SDK knows`, () => {
      const { mapped, shape } = mappedOf(token);
      const name = String(nameIn(mapped.template, {}) ?? "n");
      const answer = answerOf(mapped, shape, { id: "/id", name, inputs: {} }, new MadeUp());
      // The first is azure-native's own, the second is new in a version whose shape is not published yet.
      const own = ["azureApiVersion", ...(sdkApiVersion === undefined ? [] : ["systemData"])];
      assert.deepEqual(
        outputsOf(token).filter((output) => !(output in answer) && !own.includes(output)),
        [],
      );
    });
  }

  it("has nothing that no input of the SDK needs", () => {
    const known = new Set([...samples.values()].flatMap((all) => all.flatMap(texts)));
    const named = [
      ...Object.values(RENAMED).flatMap((names) => Object.keys(names)),
      ...Object.values(LISTS_OF_KEYS).flat(),
    ];
    assert.deepEqual(
      named.filter((name) => !known.has(name)),
      [],
    );
    assert.ok(LIFTED_WITHIN.size > 0 && named.length > 0);
  });
});
