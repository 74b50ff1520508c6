import ts from "typescript";

/** A place in a source file that an edit needs is not there. */
export class PlaceNotFound extends Error {
  override readonly name = "PlaceNotFound";
}

const parse = (text: string): ts.SourceFile =>
  ts.createSourceFile("source.ts", text, ts.ScriptTarget.Latest, true, ts.ScriptKind.TS);

const insert = (text: string, at: number, added: string): string => text.slice(0, at) + added + text.slice(at);

/** Names that a file imports or declares at its top. */
export function topLevelNames(text: string): Set<string> {
  const names = new Set<string>();
  for (const statement of parse(text).statements) {
    if (ts.isImportDeclaration(statement)) {
      const { namedBindings, name } = statement.importClause ?? {};
      if (name !== undefined) names.add(name.text);
      if (namedBindings !== undefined && ts.isNamedImports(namedBindings)) {
        for (const element of namedBindings.elements) names.add(element.name.text);
      } else if (namedBindings !== undefined) names.add(namedBindings.name.text);
    } else if (ts.isVariableStatement(statement)) {
      for (const { name } of statement.declarationList.declarations) collect(name, names);
    } else if ((ts.isFunctionDeclaration(statement) || ts.isClassDeclaration(statement)) && statement.name) {
      names.add(statement.name.text);
    }
  }
  return names;
}

function collect(name: ts.BindingName, names: Set<string>): void {
  if (ts.isIdentifier(name)) names.add(name.text);
  else for (const element of name.elements) if (ts.isBindingElement(element)) collect(element.name, names);
}

/** Imports a name, beside others of the same module if there are any; what is imported already stays. */
export function addImport(text: string, module: string, name: string): string {
  const imports = parse(text).statements.filter(ts.isImportDeclaration);
  for (const { importClause, moduleSpecifier } of imports) {
    const bindings = importClause?.namedBindings;
    if (!ts.isStringLiteral(moduleSpecifier) || moduleSpecifier.text !== module) continue;
    if (importClause === undefined || bindings === undefined || !ts.isNamedImports(bindings)) continue;
    if (importClause.phaseModifier === ts.SyntaxKind.TypeKeyword) continue;
    if (bindings.elements.some((element) => element.name.text === name)) return text;
    const last = bindings.elements.at(-1);
    return insert(text, last?.end ?? bindings.getStart() + 1, last === undefined ? name : `, ${name}`);
  }
  const line = `import { ${name} } from "${module}";`;
  const last = imports.at(-1);
  return last === undefined ? `${line}\n${text}` : insert(text, last.end, `\n${line}`);
}

/** Where a module is imported from that brings a name; nothing when none does. */
export function importedFrom(text: string, name: string): string | undefined {
  for (const { importClause, moduleSpecifier } of parse(text).statements.filter(ts.isImportDeclaration)) {
    const bindings = importClause?.namedBindings;
    if (bindings === undefined || !ts.isNamedImports(bindings) || !ts.isStringLiteral(moduleSpecifier)) continue;
    if (bindings.elements.some((element) => element.name.text === name)) return moduleSpecifier.text;
  }
  return undefined;
}

/** Exports a name of another module, before the first export of one. */
export function addExport(text: string, module: string, name: string): string {
  const first = parse(text).statements.find(ts.isExportDeclaration);
  if (first === undefined) throw new PlaceNotFound(`an export … from "…"`);
  return insert(text, first.getStart(), `export { ${name} } from "${module}";\n`);
}

/**
 * Adds names to the list that a variable holds.
 *
 * @throws PlaceNotFound when no variable of that name holds a list.
 */
export function addToVariable(text: string, variable: string, name: string): string {
  const list = firstOf(parse(text), (node) =>
    ts.isVariableDeclaration(node) &&
    node.name.getText() === variable &&
    node.initializer !== undefined &&
    ts.isArrayLiteralExpression(node.initializer)
      ? node.initializer
      : undefined,
  );
  if (list === undefined) throw new PlaceNotFound(`the list "${variable}"`);
  return addToList(text, list, name);
}

/**
 * Adds a name to the list of a property in `new Class("…", { property: [ … ] })`; what is in it already stays.
 *
 * @throws PlaceNotFound when there is no such list.
 */
export function addToArgument(text: string, className: string, property: string, name: string): string {
  const list = firstOf(parse(text), (node) => {
    if (!ts.isNewExpression(node) || node.expression.getText() !== className) return undefined;
    return firstOf(node, (inner) =>
      ts.isPropertyAssignment(inner) &&
      inner.name.getText() === property &&
      ts.isArrayLiteralExpression(inner.initializer)
        ? inner.initializer
        : undefined,
    );
  });
  if (list === undefined) throw new PlaceNotFound(`the list "${property}" of new ${className}(…)`);
  return list.elements.some((element) => element.getText() === name) ? text : addToList(text, list, name);
}

/** Names of the variables that hold a `new Class(…)`, in their order. */
export const instancesOf = (text: string, className: string): string[] =>
  allOf(parse(text), (node) =>
    ts.isVariableDeclaration(node) &&
    node.initializer !== undefined &&
    ts.isNewExpression(node.initializer) &&
    node.initializer.expression.getText() === className
      ? node.name.getText()
      : undefined,
  );

/**
 * Adds a name to the list that holds some of the given names and nothing else.
 *
 * @throws PlaceNotFound when there is none.
 */
export function addToListOf(text: string, members: readonly string[], name: string): string {
  const list = firstOf(parse(text), (node) =>
    ts.isArrayLiteralExpression(node) &&
    node.elements.length > 0 &&
    node.elements.every((element) => members.includes(element.getText()))
      ? node
      : undefined,
  );
  if (list === undefined) throw new PlaceNotFound(`the list of ${members.join(", ") || "the apps"}`);
  return addToList(text, list, name);
}

/**
 * Adds statements after the last one at the top of a file that fits.
 *
 * @throws PlaceNotFound when none does.
 */
export function addAfterLast(text: string, what: string, fits: RegExp, added: string): string {
  const last = parse(text).statements.findLast((statement) => fits.test(statement.getText()));
  if (last === undefined) throw new PlaceNotFound(what);
  return insert(text, last.end, `\n${added}`);
}

function addToList(text: string, list: ts.ArrayLiteralExpression, name: string): string {
  const last = list.elements.at(-1);
  return last === undefined ? insert(text, list.getStart() + 1, name) : insert(text, last.end, `, ${name}`);
}

function firstOf<T>(node: ts.Node, pick: (node: ts.Node) => T | undefined): T | undefined {
  return pick(node) ?? ts.forEachChild(node, (child) => firstOf(child, pick));
}

function allOf<T>(node: ts.Node, pick: (node: ts.Node) => T | undefined): T[] {
  const found: T[] = [];
  const visit = (one: ts.Node): void => {
    const picked = pick(one);
    if (picked !== undefined) found.push(picked);
    ts.forEachChild(one, visit);
  };
  visit(node);
  return found;
}
