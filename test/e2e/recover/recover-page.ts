import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { resolve } from "node:path";

const PAGE = resolve(import.meta.dirname, "../../../docs/how-to/recover.md");
const BLOCK = /^```(?<language>sh|text) scenario=(?<scenario>[\w-]+)\n(?<text>.*?)^```$/gms;

/** `docs/how-to/recover.md`, as far as a test can follow it. */
export class RecoverPage {
  readonly text = readFileSync(PAGE, "utf8");
  readonly #blocks = [...this.text.matchAll(BLOCK)].map(({ groups }) => ({
    language: groups?.language ?? "",
    scenario: groups?.scenario ?? "",
    text: groups?.text ?? "",
  }));

  /** Anchors of its sections, as GitHub forms them. */
  get sections(): string[] {
    return [...this.text.matchAll(/^## (.+)$/gm)].map(([, heading = ""]) =>
      heading
        .toLowerCase()
        .replace(/[^\w\s-]/g, "")
        .replace(/\s/g, "-"),
    );
  }

  get scenarios(): string[] {
    return [...new Set(this.#blocks.map(({ scenario }) => scenario))];
  }

  /** What to type, step by step. */
  steps(scenario: string): string[] {
    return this.#of("sh", scenario);
  }

  /** Fails when the text that the page shows is not what was printed; `…` stands for anything. */
  shows(scenario: string, printed: string): void {
    const shown = this.#of("text", scenario);
    assert.ok(shown.length > 0, `${scenario} shows nothing`);
    const plain = collapsed(printed);
    for (const text of shown) {
      let at = 0;
      for (const part of collapsed(text).split("…")) {
        const found = plain.indexOf(part.trim(), at);
        assert.ok(found >= 0, `"${part}" of ${scenario} is not in:\n${printed}`);
        at = found + part.trim().length;
      }
    }
  }

  #of(language: string, scenario: string): string[] {
    return this.#blocks
      .filter((block) => block.language === language && block.scenario === scenario)
      .map(({ text }) => text.trim());
  }
}

/** Without the line breaks and indents that differ from one run to another. */
const collapsed = (text: string): string => text.replace(/\s+/g, " ");
