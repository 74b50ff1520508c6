/** `a.b[0]["c.d"]`. https://github.com/pulumi/pulumi `sdk/go/common/resource/property_path.go` */
const PART = /\["((?:[^"\\]|\\.)*)"\]|\[(\d+)\]|\.?([^.[\]]+)/g;

/** The value at a property path of Pulumi's; nothing where there is none. Below a secret there is the secret as a whole. */
export function propertyAt(value: unknown, path: string): unknown {
  let current = value;
  for (const [, quoted, index, plain] of path.matchAll(PART)) {
    if (typeof current !== "object" || current === null) return current === "[secret]" ? current : undefined;
    const key = quoted?.replace(/\\(.)/g, "$1") ?? index ?? plain ?? "";
    current = (current as Readonly<Record<string, unknown>>)[key];
  }
  return current;
}
