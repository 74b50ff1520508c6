import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import ts from "typescript";

const require = createRequire(import.meta.url);
const fileOf = (path: string) => require.resolve(`@pulumi/azure-native/${path}`);

/** A value of each input that the SDK's types know of a resource. */
export type Sample = Readonly<Record<string, unknown>>;

type Declarations = ReadonlyMap<string, ts.InterfaceDeclaration>;

const namespaces = new Map<string, Declarations>();

/**
 * Inputs of a resource with every property that azure-native's types have, at all depths; one sample for each way to
 * choose among alternatives, such as the destinations of an event subscription.
 *
 * @param token without `azure-native:`, e.g. `web:WebApp`.
 */
export function samplesOf(token: string): Sample[] {
  const [module = "", type = ""] = token.split(":");
  const file = `${module}/${type.charAt(0).toLowerCase()}${type.slice(1)}.d.ts`;
  const args = interfacesIn(readFileSync(fileOf(file), "utf8")).get(`${type}Args`);
  if (args === undefined) throw new Error(`${file} has no ${type}Args`);
  let alternatives = 1;
  const choose = (turn: number) => (count: number) => {
    alternatives = Math.max(alternatives, count);
    return turn % count;
  };
  const samples: Sample[] = [];
  for (let turn = 0; turn < alternatives; turn += 1) samples.push(objectOf(args, module, choose(turn), []));
  return samples;
}

/** The API version that the comment of a resource's class names. */
export function apiVersionOf(token: string): string | undefined {
  const [module = "", type = ""] = token.split(":");
  const file = fileOf(`${module}/${type.charAt(0).toLowerCase()}${type.slice(1)}.d.ts`);
  return /Uses Azure REST API version ([\w-]+)/.exec(readFileSync(file, "utf8"))?.[1];
}

/** The outputs of a resource's class. */
export function outputsOf(token: string): string[] {
  const [module = "", type = ""] = token.split(":");
  const file = fileOf(`${module}/${type.charAt(0).toLowerCase()}${type.slice(1)}.d.ts`);
  return [...readFileSync(file, "utf8").matchAll(/readonly (\w+): pulumi\.Output</g)].map(([, name]) => name ?? "");
}

type Choose = (count: number) => number;

function objectOf(
  declared: ts.InterfaceDeclaration,
  module: string,
  choose: Choose,
  within: readonly string[],
): Sample {
  return Object.fromEntries(
    declared.members.filter(ts.isPropertySignature).flatMap((member) => {
      if (member.type === undefined) return [];
      return [[(member.name as ts.Identifier).text, valueFor(member.type, module, choose, within)]];
    }),
  );
}

function valueFor(type: ts.TypeNode, module: string, choose: Choose, within: readonly string[]): unknown {
  if (ts.isUnionTypeNode(type)) {
    // An enum of the SDK stands beside the text that it is.
    const some = type.types.filter(
      (one) => one.kind !== ts.SyntaxKind.UndefinedKeyword && !one.getText().startsWith("enums."),
    );
    const chosen = some[choose(Math.max(some.length, 1))];
    return chosen === undefined ? "text" : valueFor(chosen, module, choose, within);
  }
  if (ts.isArrayTypeNode(type)) return [valueFor(type.elementType, module, choose, within)];
  if (ts.isLiteralTypeNode(type) && ts.isStringLiteral(type.literal)) return type.literal.text;
  if (ts.isTypeLiteralNode(type)) {
    const [index] = type.members.filter(ts.isIndexSignatureDeclaration);
    return index === undefined ? {} : { key: valueFor(index.type, module, choose, within) };
  }
  if (ts.isTypeReferenceNode(type)) {
    const name = type.typeName.getText();
    const [argument] = type.typeArguments ?? [];
    if (argument !== undefined) return valueFor(argument, module, choose, within);
    const inner = name.split(".").at(-1) ?? name;
    const declared = within.includes(inner) ? undefined : interfacesOf(module).get(inner);
    return declared === undefined ? "text" : objectOf(declared, module, choose, [...within, inner]);
  }
  if (type.kind === ts.SyntaxKind.NumberKeyword) return 1;
  return type.kind === ts.SyntaxKind.BooleanKeyword ? true : "text";
}

/** All input types of a module, cut out of the one file that has them all. */
function interfacesOf(module: string): Declarations {
  const known = namespaces.get(module);
  if (known !== undefined) return known;
  const all = readFileSync(fileOf("types/input.d.ts"), "utf8");
  const start = all.indexOf(`\nexport declare namespace ${module} {\n`);
  const found = interfacesIn(all.slice(start, all.indexOf("\n}\n", start) + 2));
  namespaces.set(module, found);
  return found;
}

function interfacesIn(text: string): Declarations {
  const found = new Map<string, ts.InterfaceDeclaration>();
  const visit = (node: ts.Node): void => {
    if (ts.isInterfaceDeclaration(node)) found.set(node.name.text, node);
    else ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile("inputs.d.ts", text, ts.ScriptTarget.Latest, true));
  return found;
}
