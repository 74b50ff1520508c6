import { nameParameterOf } from "../../local/provider/arm-path.js";
import { opened } from "../declared/secret.js";

/** A resource's own name, the last segment of its id: an input, or fixed. Not given, nothing. */
export function nameIn(template: string, inputs: Readonly<Record<string, unknown>>): unknown {
  const parameter = nameParameterOf(template);
  return parameter === undefined ? template.split("/").at(-1) : opened(inputs[parameter]);
}
