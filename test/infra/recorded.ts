import * as pulumi from "@pulumi/pulumi";
import * as settings from "@pulumi/pulumi/runtime/settings.js";

/** A resource as the engine would get it. Secrets read `secret(…)`, what is not known yet `unknown`. */
export interface Recorded {
  readonly type: string;
  readonly name: string;
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly parent: string;
  readonly dependsOn: readonly string[];
  readonly deletedWith: string;
  readonly replaceWith: readonly string[];
  readonly deleteBeforeReplace: boolean;
  readonly protect: boolean;
  readonly secretOutputs: readonly string[];
  readonly hooks: Readonly<Record<string, readonly string[]>>;
}

export interface Recording {
  readonly resources: readonly Recorded[];
  readonly calls: readonly string[];
  readonly hooks: ReadonlyMap<string, pulumi.ResourceHook>;
  /** Texts of the providers of dynamic resources. */
  readonly providers: readonly string[];
  /** @throws when there is not exactly one of that Pulumi name and type. */
  named(name: string, type?: string): Recorded;
}

export interface Scene {
  /** A preview; else an `up`. */
  readonly preview?: boolean;
  /** Answers of invokes by token. */
  readonly answers?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

/** What Azure adds to what is declared, for the types of which the program reads it. */
const COMPUTED: Readonly<Record<string, (name: string) => Record<string, unknown>>> = {
  "azure-native:managedidentity:UserAssignedIdentity": (name) => ({
    principalId: `principal of ${name}`,
    clientId: `client of ${name}`,
  }),
  "azuread:index/application:Application": (name) => ({ clientId: `client of ${name}` }),
  "azuread:index/applicationRegistration:ApplicationRegistration": (name) => ({ clientId: `client of ${name}` }),
  "azuread:index/servicePrincipal:ServicePrincipal": (name) => ({ objectId: `object of ${name}` }),
  "azure-native:applicationinsights:Component": () => ({ connectionString: "IngestionEndpoint=https://in.example/" }),
};

interface MockRequest {
  getType(): string;
  getName(): string;
  getParent(): string;
  getDependenciesList(): string[];
  getDeletedwith(): string;
  getReplaceWithList(): string[];
  getDeletebeforereplace(): boolean;
  getProtect(): boolean | undefined;
  getAdditionalsecretoutputsList(): string[];
  getHooks(): { toObject(): Record<string, string[]> } | undefined;
}

/**
 * Runs a program under Pulumi's mocks and writes down what it registers, options included.
 *
 * @param program makes resources; what it throws comes through.
 */
export async function record(
  program: () => unknown,
  { preview = false, answers = {} }: Scene = {},
): Promise<Recording> {
  const inputs = new Map<string, Record<string, unknown>>();
  const resources: Recorded[] = [];
  const calls: string[] = [];
  const hooks = new Map<string, pulumi.ResourceHook>();
  const providers: string[] = [];
  await pulumi.runtime.setMocks(
    {
      newResource: (args) => {
        const { __provider: provider, ...declared } = args.inputs;
        if (typeof provider === "string") providers.push(provider);
        inputs.set(`${args.type} ${args.name}`, readable(declared) as Record<string, unknown>);
        const state = { name: `name of ${args.name}`, ...args.inputs, ...COMPUTED[args.type]?.(args.name) };
        return { id: `id of ${args.name}`, state };
      },
      call: ({ token }) => {
        calls.push(token);
        const answer = answers[token];
        if (answer === undefined) throw new Error(`no answer for the invoke ${token}`);
        return { ...answer };
      },
    },
    "gridwire",
    "test",
    preview,
    "organization",
  );
  // The mocks run no server for hooks: they are kept here, for a test to call.
  const { globalStore } = globalThis as unknown as { globalStore: { callbacks: unknown } };
  globalStore.callbacks = {
    registerResourceHook: async (hook: pulumi.ResourceHook) => void hooks.set(hook.name, hook),
    registerErrorHook: async () => undefined,
    awaitStackRegistrations: async () => undefined,
    shutdown: () => undefined,
  };
  const monitor = settings.getMonitor() as unknown as {
    registerResource(request: MockRequest, done: (error: unknown, response: unknown) => void): Promise<void>;
  };
  const register = monitor.registerResource.bind(monitor);
  monitor.registerResource = async (request, done) => {
    await register(request, done);
    resources.push(recorded(request, inputs.get(`${request.getType()} ${request.getName()}`) ?? {}));
  };
  await program();
  await (settings as unknown as { waitForRPCs(): Promise<void> }).waitForRPCs();
  const named = (name: string, type?: string) => {
    const [found, ...more] = resources.filter((r) => r.name === name && (type === undefined || r.type === type));
    if (found === undefined || more.length > 0) throw new Error(`${more.length + (found ? 1 : 0)} resources "${name}"`);
    return found;
  };
  return { resources, calls, hooks, providers, named };
}

function recorded(request: MockRequest, inputs: Record<string, unknown>): Recorded {
  const bound = Object.entries(request.getHooks()?.toObject() ?? {}).filter(([, names]) => names.length > 0);
  return {
    type: request.getType(),
    name: request.getName(),
    inputs,
    parent: nameIn(request.getParent()),
    dependsOn: request.getDependenciesList().map(nameIn).sort(),
    deletedWith: nameIn(request.getDeletedwith()),
    replaceWith: request.getReplaceWithList().map(nameIn),
    deleteBeforeReplace: request.getDeletebeforereplace(),
    protect: request.getProtect() === true,
    secretOutputs: request.getAdditionalsecretoutputsList(),
    hooks: Object.fromEntries(bound),
  };
}

const nameIn = (urn: string): string => urn.split("::").at(-1) ?? "";

/** Signature of a secret on the wire. https://github.com/pulumi/pulumi sdk/nodejs/runtime/rpc.ts */
const SIGNATURE = "4dabf18193072939515e22adb298388d";

function readable(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(readable);
  if (typeof value !== "object" || value === null) return value;
  if (pulumi.isUnknown(value)) return "unknown";
  if (SIGNATURE in value && "value" in value) return `secret(${JSON.stringify(readable(value.value))})`;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, readable(inner)]));
}
