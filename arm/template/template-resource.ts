import { bodyOf } from "../body/body.js";
import { shapeFor } from "../body/shape-for.js";
import type { DeclaredResource } from "../declared/declared-resource.js";
import type { MadeUp } from "../declared/made-up.js";
import type { Shapes } from "../shapes/shapes.js";
import { idExpression } from "./expression.js";
import type { Parameters } from "./parameters.js";
import { type ParsedId, parseId } from "./parsed-id.js";
import type { TemplateResource } from "./template.js";
import { templateBody } from "./template-body.js";

/** What all parts of a stack's template are made from. */
export interface Parts {
  readonly stack: string;
  readonly shapes: Shapes;
  readonly madeUp: MadeUp;
  /** What a resource needs, by its URN. */
  readonly needs: (urn: string) => readonly DeclaredResource[];
  /** Where secrets go. */
  readonly parameters: Parameters;
}

/**
 * @param group whose template it goes into; nothing for the subscription's.
 * @throws when its type is not mapped.
 */
export function templateResource(
  resource: DeclaredResource,
  group: string | undefined,
  { shapes, madeUp, needs, parameters }: Parts,
): TemplateResource {
  const known = shapeFor(resource.type, shapes);
  if (known === undefined)
    throw new Error(`${resource.type} "${resource.name}": its type is not in arm/body/mapping.ts, see arm/README.md`);
  const { mapped, shape } = known;
  const context = { resource: resource.name, group, madeUp, parameters };
  const { name: _, ...body } = templateBody(bodyOf(mapped, shape, resource.inputs).value, shape, context);
  const { type, names, scope, group: ownGroup } = parseId(resource.id);
  const dependsOn = needs(resource.urn)
    .map(({ id }) => parseId(id))
    .filter((needed) => needed.type !== undefined && needed.group === group)
    .map((needed) => `[${idExpression(needed, group)}]`);
  return {
    type: mapped.type,
    apiVersion: mapped.apiVersion,
    name: type === undefined ? (ownGroup ?? "") : names.join("/"),
    ...(scope === undefined ? {} : { scope: relative(scope) }),
    ...body,
    ...(dependsOn.length === 0 ? {} : { dependsOn: dependsOn.sort() }),
  };
}

/**
 * As the scope of an extension resource is written: without its group, which is that of the deployment.
 *
 * @see https://learn.microsoft.com/azure/azure-resource-manager/templates/scope-extension-resources
 */
const relative = ({ id }: ParsedId): string =>
  id.slice(id.toLowerCase().lastIndexOf("/providers/") + "/providers/".length);
