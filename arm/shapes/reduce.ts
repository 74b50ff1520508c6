import { type CarriedTypes, indexOf, type PublishedProperty, type PublishedType, type Reference } from "./published.js";

type Table = Readonly<Record<string, PublishedProperty>>;

/**
 * What some resource types need of a published file, without its prose: names, types, allowed values, patterns,
 * lengths and flags. Indexes stay as they are, so that a renewal shows what changed and nothing else.
 *
 * @param published all types of the file.
 * @param wanted `Type@version`, in any case.
 * @throws when the file lacks one of them.
 */
export function reduce(
  published: readonly PublishedType[],
  wanted: readonly string[],
): Pick<CarriedTypes, "resources" | "types"> {
  const resources = Object.fromEntries(wanted.map((name) => find(published, name)));
  const reached = new Map<number, PublishedType>();
  const pending = Object.values(resources);
  for (let index = pending.pop(); index !== undefined; index = pending.pop()) {
    const type = published[index];
    if (type === undefined) throw new Error(`the published types have no index ${index}`);
    if (reached.has(index)) continue;
    const kept = withoutProse(type);
    reached.set(index, kept);
    pending.push(...referencesIn(kept));
  }
  return { resources, types: Object.fromEntries([...reached].sort(([one], [other]) => one - other)) };
}

function find(published: readonly PublishedType[], wanted: string): [name: string, index: number] {
  for (const [index, type] of published.entries()) {
    if (type.$type === "ResourceType" && type.name.toLowerCase() === wanted.toLowerCase()) return [type.name, index];
  }
  throw new Error(`the published types have no ${wanted}`);
}

function withoutProse(type: PublishedType): PublishedType {
  switch (type.$type) {
    case "ResourceType":
      // Without its functions, such as `listKeys`: they are no part of the body.
      return { $type: type.$type, name: type.name, body: type.body };
    case "ObjectType": {
      const { additionalProperties } = type;
      const others = additionalProperties === undefined ? {} : { additionalProperties };
      return { $type: type.$type, name: type.name, properties: bare(type.properties), ...others };
    }
    case "DiscriminatedObjectType":
      return { ...type, baseProperties: bare(type.baseProperties) };
    default:
      return type;
  }
}

const bare = (properties: Table): Table =>
  Object.fromEntries(Object.entries(properties).map(([name, { type, flags }]) => [name, { type, flags }]));

function referencesIn(value: unknown): number[] {
  if (typeof value !== "object" || value === null) return [];
  if ("$ref" in value) return [Number(indexOf(value as Reference))];
  return Object.values(value).flatMap(referencesIn);
}
