import type { FunctionDefinition, HttpTrigger } from "../host/function-definition.js";
import { type RouteParams, type RouteTemplate, routeTemplate } from "./route-template.js";

export interface RouteMatch {
  readonly definition: FunctionDefinition;
  readonly trigger: HttpTrigger;
  readonly params: RouteParams;
}

/** Finds the function for a request; the first registered that fits. */
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
    for (const definition of functions) {
      const { trigger } = definition;
      if (trigger.kind !== "http") continue;
      this.#routes.push({ definition, trigger, template: routeTemplate(`${prefix}/${trigger.route}`) });
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
