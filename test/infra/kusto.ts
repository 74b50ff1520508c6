import { createRequire } from "node:module";

/** The part of Microsoft's own parser that is used here. It comes as globals, and its names are those of a compiler. */
interface Language {
  readonly GlobalState: { readonly Default: { WithDatabase(database: object): object } };
  readonly KustoCode: {
    ParseAndAnalyze(
      text: string,
      globals: object,
    ): { GetDiagnostics(): { readonly Count: number; getItem(at: number): { readonly Message: string } } };
  };
  readonly Symbols: {
    readonly TableSymbol: { readonly $ctor7: new (name: string, schema: string, description: string) => object };
    readonly DatabaseSymbol: {
      readonly $ctor3: new (name: string, alias: string, members: readonly object[], isOpen: boolean) => object;
    };
  };
}

/**
 * What is wrong with a query, in the parser's words: its syntax, a table or column that there is not, an operand that
 * does not fit.
 *
 * @param tables schema by name, e.g. `(TimeGenerated: datetime, Message: string)`.
 * @see https://www.npmjs.com/package/@kusto/language-service-next
 */
export function kustoProblems(query: string, tables: Readonly<Record<string, string>>): string[] {
  const { GlobalState, KustoCode, Symbols } = language();
  const members = Object.entries(tables).map(([name, schema]) => new Symbols.TableSymbol.$ctor7(name, schema, ""));
  const database = new Symbols.DatabaseSymbol.$ctor3("workspace", "", members, false);
  const found = KustoCode.ParseAndAnalyze(query, GlobalState.Default.WithDatabase(database)).GetDiagnostics();
  return Array.from({ length: found.Count }, (_, at) => found.getItem(at).Message);
}

function language(): Language {
  const require = createRequire(import.meta.url);
  require("@kusto/language-service-next/bridge.min.js");
  require("@kusto/language-service-next/Kusto.Language.Bridge.min.js");
  return (globalThis as unknown as { Kusto: { Language: Language } }).Kusto.Language;
}
