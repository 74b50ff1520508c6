import type { FunctionDefinition, HttpTrigger } from "../host/function-definition.js";
import { byName } from "./check-routes.js";
import { type RouteParams, type RouteTemplate, routeTemplate } from "./route-template.js";

export interface RouteMatch {
  readonly definition: FunctionDefinition;
  readonly trigger: HttpTrigger;
  readonly params: RouteParams;
}

/** Finds the function for a request: the first by name whose route fits. */
export class HttpRouter {
  readonly #routes: {
    readonly definition: FunctionDefinition;
    readonly trigger: HttpTrigger;
    readonly template: RouteTemplate;
  }[] = [];

  /**
   * @param prefix of every route, e.g. `api`; may be empty.
   * @throws when a route cannot be parsed.
   */
  constructor(functions: readonly FunctionDefinition[], prefix: string) {
    for (const definition of byName(functions)) {
      const { name, trigger } = definition;
      if (trigger.kind !== "http") continue;
      this.#routes.push({ definition, trigger, template: parse(name, `${prefix}/${trigger.route}`) });
    }
  }

  /** The methods are part of the route: a wrong one is not found, rather than not allowed. */
  match(method: string, path: string): RouteMatch | undefined {
    for (const { definition, trigger, template } of this.#routes) {
      if (trigger.methods.length > 0 && !trigger.methods.includes(method.toUpperCase())) continue;
      const params = template.match(path.replace(/^\//, ""));
      if (params !== undefined) return { definition, trigger, params };
    }
    return undefined;
  }
}

/** In the words of ASP.NET Core, which keep the whole host from starting. */
function parse(name: string, route: string): RouteTemplate {
  try {
    return routeTemplate(route);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new Error(`An error occurred while creating the route with name '${name}' and template '${route}': ${why}`);
  }
}
