import { isObject, Secret } from "./secret.js";

/** A resource that a program declared, as the engine has it. */
export interface DeclaredResource {
  readonly urn: string;
  /** Its token, e.g. `azure-native:web:WebApp`. */
  readonly type: string;
  /** Its Pulumi name. */
  readonly name: string;
  readonly id: string;
  /** Final: with what the SDK and the provider filled in. Secrets are {@link Secret}. */
  readonly inputs: Readonly<Record<string, unknown>>;
  /** URNs of what it needs. */
  readonly dependencies: readonly string[];
}

/** As the state has a resource. https://github.com/pulumi/pulumi sdk/go/common/apitype/core.go, ResourceV3 */
interface StateResource {
  readonly urn: string;
  readonly type: string;
  readonly custom: boolean;
  /** It is read and not made by the program. */
  readonly external?: boolean;
  readonly id?: string;
  readonly inputs?: Readonly<Record<string, unknown>>;
  readonly dependencies?: readonly string[];
}

/**
 * @param state as `pulumi stack export --show-secrets` writes it.
 * @returns by type and name: the engine makes many at once, and their order in the state is another one in each run.
 */
export function declaredIn(state: string): DeclaredResource[] {
  const { deployment } = JSON.parse(state) as { deployment: { resources?: readonly StateResource[] } };
  const declared = (deployment.resources ?? []).flatMap(({ urn, type, custom, external, id, inputs, dependencies }) => {
    // Components and the stack are no resources of a cloud, and providers are the engine's.
    if (!custom || external === true || type.startsWith("pulumi:providers:")) return [];
    return {
      urn,
      type,
      name: urn.split("::").slice(3).join("::"),
      id: id ?? "",
      inputs: Object.fromEntries(Object.entries(inputs ?? {}).map(([key, value]) => [key, marked(value)])),
      dependencies: dependencies ?? [],
    };
  });
  const key = ({ type, name }: DeclaredResource) => `${type} ${name}`;
  return declared.sort((one, other) => (key(one) < key(other) ? -1 : 1));
}

/** https://github.com/pulumi/pulumi sdk/go/common/resource/sig/sig.go */
const SIGNATURE = "4dabf18193072939515e22adb298388d";
const SECRET_SIGNATURE = "1b47061264138c4ac30d75fd1eb44270";

/** With secrets as {@link Secret}: the state has each as an object with a signature and the value as JSON. */
function marked(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(marked);
  if (!isObject(value)) return value;
  if (value[SIGNATURE] === SECRET_SIGNATURE) return new Secret(marked(JSON.parse(String(value.plaintext))));
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, marked(inner)]));
}
