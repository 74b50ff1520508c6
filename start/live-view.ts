import { isComplete, type Journey, latencyOf, type Station } from "./journey.js";
import type { Outputs } from "./system.js";
import { paint } from "./terminal.js";

/** Writes a line for each name that has gone all the way. */
export class LiveView {
  constructor(
    private readonly output: NodeJS.WriteStream,
    private readonly nameOf: (id: string) => Promise<string>,
  ) {}

  /** Where things are, and how to try them. */
  introduce(
    outputs: Outputs,
    openApi: Readonly<Record<string, string>>,
    lines: { readonly submit: string; readonly counts: string },
  ): void {
    this.#line("");
    this.#line(paint("bold", "The system is up.", this.output));
    this.#line(`  topic      ${outputs.topicEndpoint}`);
    this.#line(`  vault      ${outputs.vaultUri}`);
    this.#line(`  blobs      ${outputs.blobUrl}`);
    this.#line(`  tables     ${outputs.tableUrl}`);
    for (const [app, url] of Object.entries(outputs.apps)) this.#line(`  ${app.padEnd(11)}${url}`);
    for (const url of Object.values(openApi)) this.#line(`  openapi    ${url}`);
    this.#line("");
    this.#line("Publish a name by hand, and see the counts (for an hour; then npm run local -- token):");
    this.#line(`  ${lines.submit}`);
    this.#line(`  ${lines.counts}`);
    this.#line("");
  }

  /** A name moved on: a line once it has gone all the way. */
  async show(journey: Journey): Promise<void> {
    if (!isComplete(journey)) return;
    const { published } = journey.passed;
    const after = (name: Station) => (journey.passed[name]?.getTime() ?? 0) - (published?.getTime() ?? 0);
    const name = await this.nameOf(journey.id).catch((error: Error) => `(${error.message})`);
    const times = (["delivered", "recorded", "counted"] as const).map(
      (one) => `${one} ${String(after(one)).padStart(4)} ms`,
    );
    const at = paint("dim", published?.toISOString().slice(11, 23) ?? "", this.output);
    this.#line(
      `${at}  ${name.padEnd(14)} published → ${times.join(" → ")}  ${paint("green", `${latencyOf(journey)} ms`, this.output)}`,
    );
  }

  #line(text: string): void {
    this.output.write(`${text}\n`);
  }
}
