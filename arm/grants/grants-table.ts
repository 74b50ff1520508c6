import { BUILT_IN_ROLES } from "../../local/authorization/role-definition.js";
import { keyOf, nameOf } from "../../local/shared/arm-id.js";
import { readableScope } from "../../local/shared/readable-scope.js";
import type { DeclaredResource } from "../declared/declared-resource.js";
import type { MadeUp, Origin } from "../declared/made-up.js";
import { opened } from "../declared/secret.js";

const ROLE_ASSIGNMENT = "azure-native:authorization:RoleAssignment";
const ROLE_DEFINITION = "azure-native:authorization:RoleDefinition";
const HEADINGS = ["Who", "Role", "On", "Why"];

/**
 * The role assignments of a stack as a table in Markdown: one line for each, in the order of who has it, with the names
 * that the program gives to things, which are the same wherever the stack is deployed.
 *
 * @param resources everything that the stack declares.
 * @param madeUp where the values come from that only Azure can give, such as principal ids.
 */
export function grantsTable(resources: readonly DeclaredResource[], madeUp: MadeUp): string {
  const rows = resources
    .filter(({ type }) => type === ROLE_ASSIGNMENT)
    .map(({ inputs }) => {
      const text = (key: string) => String(opened(inputs[key]) ?? "");
      const condition = inputs.condition === undefined ? "" : `, if ${text("condition")}`;
      return [
        principalName(text("principalId"), resources, madeUp),
        `${roleName(text("roleDefinitionId"), resources)}${condition}`,
        scopeName(text("scope"), resources),
        text("description"),
      ].map((cell) => cell.replaceAll("|", "\\|").replaceAll("\n", " "));
    });
  const sorted = rows.map((row) => `| ${row.join(" | ")} |`).sort();
  return [`| ${HEADINGS.join(" | ")} |`, `|${" --- |".repeat(HEADINGS.length)}`, ...sorted].join("\n");
}

function principalName(principal: string, resources: readonly DeclaredResource[], madeUp: MadeUp): string {
  const [origin] = madeUp.partsOf(principal).filter((part): part is Origin => typeof part !== "string");
  // What is not made by the stack has an id that somebody wrote down.
  if (origin === undefined) return principal;
  if (origin.kind === "function") return "the login that deploys";
  return byId(origin.id, resources)?.name ?? readableScope(origin.id);
}

function roleName(roleDefinitionId: string, resources: readonly DeclaredResource[]): string {
  const id = nameOf(roleDefinitionId).toLowerCase();
  const builtIn = BUILT_IN_ROLES.find((role) => role.id.toLowerCase() === id);
  const declared = resources.find(({ type, id: own }) => type === ROLE_DEFINITION && nameOf(own).toLowerCase() === id);
  return builtIn?.name ?? (declared === undefined ? id : `${String(opened(declared.inputs.roleName))}, of the stack`);
}

/** e.g. `BlobContainer data-raw-names` */
function scopeName(scope: string, resources: readonly DeclaredResource[]): string {
  const resource = byId(scope, resources);
  return resource === undefined ? readableScope(scope) : `${resource.type.split(":").at(-1)} ${resource.name}`;
}

const byId = (id: string, resources: readonly DeclaredResource[]): DeclaredResource | undefined =>
  resources.find((resource) => resource.type !== ROLE_ASSIGNMENT && keyOf(resource.id) === keyOf(id));
