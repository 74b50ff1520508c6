import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Deployment } from "../shared/deployment.js";
import { type Previewed, preview } from "./preview.js";
import { SAMPLE_PROGRAM, samplesFile } from "./sample-program.js";
import type { Node } from "./samples/node.js";

/** Samples in place of the program of a deployment: the real engine, and the local Azure's providers. */
export class SampleStack {
  readonly #folder: string;

  constructor(private readonly deployment: Deployment) {
    this.#folder = join(deployment.checkout.root, "infra");
    rmSync(this.#folder, { recursive: true });
    mkdirSync(this.#folder);
    writeFileSync(join(this.#folder, "index.ts"), SAMPLE_PROGRAM);
  }

  /** `pulumi preview` of the resources with the pack. @param config of the pack. */
  preview(nodes: readonly Node[], config: object): Promise<Previewed> {
    writeFileSync(join(this.#folder, "samples.json"), samplesFile(nodes));
    const file = join(this.#folder, "policy-config.json");
    writeFileSync(file, JSON.stringify(config));
    return preview(this.deployment, file);
  }
}
