import Module, { createRequire } from "node:module";
import type * as pulumi from "@pulumi/pulumi";
import { record, type Scene } from "./recorded.js";

/**
 * The provider of the one dynamic resource that a program declares, made from the text that the engine would keep and
 * run: what is missing in the text is missing here.
 */
export async function ledgerOf(program: () => unknown, scene: Scene = {}): Promise<pulumi.dynamic.ResourceProvider> {
  const [text, ...more] = (await record(program, scene)).providers;
  if (text === undefined || more.length > 0) throw new Error("expected one dynamic resource");
  const module = new Module("provider") as Module & { _compile(text: string, name: string): void };
  module.paths = createRequire(import.meta.url).resolve.paths("x") ?? [];
  module._compile(text, "provider.cjs");
  return module.exports.handler();
}
