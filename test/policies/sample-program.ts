import { Kept, type Node, Ref, UNKNOWN } from "./samples/node.js";

/**
 * A program that declares whatever resources a file names, by their type tokens. What refers to another resource is an
 * output of it, so that the engine sees what flows where.
 */
export const SAMPLE_PROGRAM = `
import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";

const nodes = JSON.parse(readFileSync(join(import.meta.dirname, "samples.json"), "utf8"));
const made = new Map();

function valueOf(value) {
  if (Array.isArray(value)) return value.map(valueOf);
  if (typeof value !== "object" || value === null) return value;
  if ("$ref" in value) return made.get(value.$ref)[value.property];
  if ("$kept" in value) return pulumi.secret(valueOf(value.$kept));
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, valueOf(one)]));
}

for (const { name, type, props, outputs } of nodes) {
  const inputs = valueOf(props);
  if (type.startsWith("pulumi:providers:")) {
    new pulumi.ProviderResource(type.split(":")[2], name, inputs);
    continue;
  }
  const version = type.startsWith("azuread:") ? "6.9.1" : "3.28.0";
  for (const output of outputs) inputs[output] ??= undefined;
  made.set(name, new pulumi.CustomResource(type, name, inputs, { version }));
}
`;

/** Resources as the program reads them. */
export const samplesFile = (nodes: readonly Node[]): string =>
  JSON.stringify(
    nodes.map(({ name, type, props, out = {} }) => ({
      name,
      type,
      props: written(props),
      outputs: Object.keys(out).filter((key) => key !== "id"),
    })),
  );

function written(value: unknown): unknown {
  if (value === UNKNOWN) throw new Error("a sample for the engine names what it does not know by a reference");
  if (value instanceof Ref) return { $ref: value.node.name, property: value.property };
  if (value instanceof Kept) return { $kept: written(value.value) };
  if (Array.isArray(value)) return value.map(written);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, written(one)]));
}
