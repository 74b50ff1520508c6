import { type Body, bodyOf } from "../body/body.js";
import { inputName } from "../body/mapping.js";
import { shapeFor } from "../body/shape-for.js";
import type { DeclaredResource } from "../declared/declared-resource.js";
import type { Shapes } from "../shapes/shapes.js";
import { checkBody } from "./check-body.js";
import type { Problem } from "./problem.js";

/**
 * Holds one declared resource against the published shape of its type.
 *
 * @param isOpen whether a text has parts that only Azure knows.
 * @returns what is wrong, one sentence each; nothing when it is no resource of azure-native.
 */
export function checkResource(
  resource: DeclaredResource,
  shapes: Shapes,
  isOpen: (text: string) => boolean,
): string[] | undefined {
  if (!resource.type.startsWith("azure-native:")) return undefined;
  const known = shapeFor(resource.type, shapes);
  if (known === undefined) {
    return [
      `has a type without a published shape here: add it to arm/body/mapping.ts and renew arm/types, see arm/README.md`,
    ];
  }
  const body = bodyOf(known.mapped, known.shape, resource.inputs);
  const about = { isOpen, nameOf: (shape: { name: string }, property: string) => inputName(shape.name, property) };
  return [
    ...body.strays.map(
      ({ path, meant }) =>
        `${path} is unknown: ${meant === undefined ? "a body has no place for it" : `azure-native calls it "${meant}"`}`,
    ),
    ...checkBody(body.value, known.shape, about).map((problem) => `${placeOf(body, problem)} ${problem.text}`),
  ];
}

/** Where it stands in the program's inputs, and in the body if that is another place. */
function placeOf({ origins }: Body, { path, name }: Problem): string {
  const input = inputPath(origins, path, name);
  return input === path ? path : `${input} (in ARM ${path})`;
}

/** @param name of what is missing, and so has no origin: it would stand beside what is there. */
function inputPath(origins: Body["origins"], path: string, name?: string): string {
  const known = path === "" ? "" : origins.get(path);
  if (known !== undefined) return known;
  const at = path.lastIndexOf(".");
  const outer = at < 0 ? "" : inputPath(origins, path.slice(0, at));
  const own = name ?? path.slice(at + 1);
  return outer === "" ? own : `${outer}.${own}`;
}
