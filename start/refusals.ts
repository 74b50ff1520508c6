import type { Audit } from "../local/authorization/audit.js";
import { readableScope } from "../local/shared/readable-scope.js";
import { refusedWith } from "./refused-with.js";

/** Calls that were refused for want of a role, a line for each kind; none that a new grant explains. */
export const refusalsIn = ({ identities }: Audit): string[] =>
  identities.flatMap(({ name, denied }) =>
    denied
      .filter(({ inGrace }) => !inGrace)
      .map(
        ({ operation, scope, count }) =>
          `${operation} by ${name} on ${readableScope(scope)}: ${refusedWith(operation)}, ${count} times`,
      ),
  );
