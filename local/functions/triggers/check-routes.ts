import type { FunctionDefinition, FunctionIndex, HttpTrigger } from "../host/function-definition.js";

/** Begins of routes that are the host's own, with or without a prefix. */
const RESERVED = /^\/*(admin|runtime)/i;

/**
 * Takes out the functions whose route is the host's, or another function's of a name that comes before. They do not
 * keep the others from running.
 *
 * @see https://github.com/Azure/azure-functions-host/blob/dev/src/WebJobs.Script/Host/ScriptHost.cs
 */
export function checkRoutes({ functions, errors }: FunctionIndex): FunctionIndex {
  const refused = new Map<FunctionDefinition, string>();
  const taken: { readonly name: string; readonly trigger: HttpTrigger }[] = [];
  for (const definition of byName(functions)) {
    const { name, trigger } = definition;
    if (trigger.kind !== "http") continue;
    const other = taken.find((one) => isSame(one.trigger, trigger));
    if (RESERVED.test(trigger.route)) {
      refused.set(definition, "The specified route conflicts with one or more built in routes.");
    } else if (other !== undefined) {
      refused.set(definition, `The route specified conflicts with the route defined by function '${other.name}'.`);
    } else taken.push({ name, trigger });
  }
  return {
    functions: functions.filter((definition) => !refused.has(definition)),
    errors: [...errors, ...[...refused].map(([{ name }, why]) => `The '${name}' function is in error: ${why}`)],
  };
}

/** The order in which the host has its functions: where two routes fit a request, the first of them gets it. */
export const byName = (functions: readonly FunctionDefinition[]): FunctionDefinition[] =>
  functions.toSorted((one, other) => compare(one.name.toLowerCase(), other.name.toLowerCase()));

const compare = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0);

function isSame(one: HttpTrigger, other: HttpTrigger): boolean {
  const bare = ({ route }: HttpTrigger): string => route.replace(/^\/+|\/+$/g, "").toLowerCase();
  if (bare(one) !== bare(other)) return false;
  if (one.methods.length === 0 || other.methods.length === 0) return true;
  return one.methods.some((method) => other.methods.includes(method));
}
