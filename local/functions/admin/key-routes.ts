import { isObject } from "../../shared/is-object.js";
import { type HostKeys, type KeyScope, MASTER_KEY } from "../host/host-keys.js";
import { type KeyList, nameIn } from "../host/key-list.js";
import { newKeyValue } from "../host/key-value.js";
import { type AdminRequest, type AdminRoute, jsonOf, noContent } from "./admin-request.js";

/** Keys of one kind: the host's function keys, its system keys, or those of one function. */
interface KeyStore {
  all(): KeyList | Promise<KeyList>;
  /** With what a list does not show. */
  one(name: string): string | undefined | Promise<string | undefined>;
  set(name: string, value: string): Promise<{ readonly created: boolean }>;
  remove(name: string): Promise<boolean>;
  /** Whether `_master` names the master key, which no kind of keys lists. */
  readonly hasMaster: boolean;
}

const HOST_KEYS = /^\/admin\/host\/(keys|functionkeys|systemkeys)$/i;
const HOST_KEY = /^\/admin\/host\/(keys|functionkeys|systemkeys)\/([^/]+)$/i;
const FUNCTION_KEYS = /^\/admin\/functions\/([^/]+)\/keys$/i;
const FUNCTION_KEY = /^\/admin\/functions\/([^/]+)\/keys\/([^/]+)$/i;

/** @see https://github.com/Azure/azure-functions-host/blob/dev/src/WebJobs.Script.WebHost/Controllers/KeysController.cs */
export const KEY_ROUTES: readonly AdminRoute[] = [
  ...routes(HOST_KEYS, HOST_KEY, ({ keys, names: [kind = ""] }) => hostKeys(keys, kind)),
  ...routes(FUNCTION_KEYS, FUNCTION_KEY, ({ keys, host, names: [name = ""] }) => {
    const known = host.session?.functions.find((one) => one.name.toLowerCase() === name.toLowerCase());
    return known === undefined ? undefined : functionKeys(keys, known.name);
  }),
];

function hostKeys(keys: HostKeys, kind: string): KeyStore {
  const scope: KeyScope = kind.toLowerCase() === "systemkeys" ? "systemKeys" : "functionKeys";
  return {
    hasMaster: true,
    all: () => keys.of(scope),
    one: (name) => (scope === "systemKeys" && isMaster(name) ? keys.masterKey : valueIn(keys.of(scope), name)),
    set: async (name, value) => {
      if (!isMaster(name)) return keys.set(scope, name, value);
      await keys.setMaster(value);
      return { created: false };
    },
    remove: (name) => keys.remove(scope, name),
  };
}

const functionKeys = (keys: HostKeys, functionName: string): KeyStore => ({
  hasMaster: false,
  all: () => keys.functions.of(functionName),
  one: async (name) => valueIn(await keys.functions.of(functionName), name),
  set: (name, value) => keys.functions.set(functionName, name, value),
  remove: (name) => keys.functions.remove(functionName, name),
});

const isMaster = (name: string): boolean => name.toLowerCase() === MASTER_KEY;

const valueIn = (keys: KeyList, name: string): string | undefined => keys[nameIn(keys, name) ?? ""];

/** @param storeOf undefined for the keys of a function that there is not. */
function routes(list: RegExp, single: RegExp, storeOf: (request: AdminRequest) => KeyStore | undefined): AdminRoute[] {
  const within =
    (answer: (store: KeyStore, request: AdminRequest, name: string) => Promise<Response>) =>
    async (request: AdminRequest): Promise<Response> => {
      const store = storeOf(request);
      return store === undefined ? noContent(404) : answer(store, request, request.names[1] ?? "");
    };
  return [
    {
      methods: ["GET"],
      path: list,
      answer: within(async (store, { request }) => {
        const all = Object.entries(await store.all());
        return model(request, { keys: all.map(([name, value]) => ({ name, value })) });
      }),
    },
    {
      methods: ["GET"],
      path: single,
      answer: within(async (store, { request }, name) => {
        const value = await store.one(name);
        return value === undefined ? noContent(404) : model(request, { name, value });
      }),
    },
    { methods: ["POST"], path: single, answer: within((store, { request }, name) => set(store, request, name)) },
    {
      methods: ["PUT"],
      path: single,
      answer: within(async (store, { request }, name) => {
        const body = await jsonOf(request);
        const value = isObject(body) ? body.value : undefined;
        if (typeof value !== "string" || value === "") return new Response("Invalid key value", { status: 400 });
        return set(store, request, name, value);
      }),
    },
    {
      methods: ["DELETE"],
      path: single,
      answer: within(async (store, _, name) => {
        if (isMaster(name)) return new Response("Cannot delete System Key.", { status: 400 });
        return noContent((await store.remove(name)) ? 204 : 404);
      }),
    },
  ];
}

/** @param given the value; a new one is made when left out, which for the master key counts as a new key. */
async function set(store: KeyStore, request: Request, name: string, given?: string): Promise<Response> {
  const value = given ?? newKeyValue();
  const { created } = await store.set(name, value);
  const isNew = created || (given === undefined && store.hasMaster && isMaster(name));
  return model(request, { name, value }, isNew ? 201 : 200);
}

/** The host's model of an answer: with a link to itself, without the query. */
function model(request: Request, body: object, status = 200): Response {
  const { host, pathname } = new URL(request.url);
  const href = `https://${host}${pathname}`;
  const headers = status === 201 ? { location: href } : {};
  return Response.json({ ...body, links: [{ rel: "self", href }] }, { status, headers });
}
