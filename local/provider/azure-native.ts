import type { ArmApi } from "../resources/arm-client.js";
import { groupId } from "../shared/arm-id.js";
import { AzureError } from "../shared/azure-error.js";
import { ProvisioningFailed } from "../shared/provisioning-failed.js";
import type { Properties, Resource } from "../shared/resource.js";
import { idOf, nameParameterOf, parametersOf, templateOf } from "./arm-path.js";
import { autoName } from "./auto-name.js";
import { InitFailed } from "./init-failed.js";
import type { InputDiff, Kept, Package } from "./package.js";
import { changesBetween, touches } from "./property-diff.js";
import type { Send } from "./send.js";
import { UNKNOWN } from "./struct.js";

/** Set beside a made-up name: such a resource can be made anew before the old one is deleted. */
const CREATE_BEFORE_DELETE = "__createBeforeDelete";

/** Runs an invoke, e.g. `web:listWebAppHostKeys`. */
export type Invoke = (token: string, inputs: Properties) => Promise<Properties>;

/**
 * azure-native on the local Azure Resource Manager.
 *
 * @see https://github.com/pulumi/pulumi-azure-native provider/pkg/provider/provider.go for what it imitates:
 *   names and locations that are filled in, replacement, what a preview shows, refusal to create what exists, what
 *   stays of a resource that failed to come up.
 */
export class AzureNative implements Package {
  #location: string | undefined;

  constructor(
    readonly version: string,
    private readonly arm: ArmApi,
    private readonly send: Send,
    readonly invoke: Invoke,
  ) {}

  configure(config: Readonly<Record<string, string>>): void {
    this.#location = config.location;
  }

  check(token: string, logicalName: string, before: Properties, given: Properties, seed: Uint8Array) {
    const inputs: Properties = { ...given };
    const template = templateOf(token, inputs);
    const nameParameter = nameParameterOf(template);
    if (nameParameter !== undefined && inputs[nameParameter] === undefined) {
      inputs[nameParameter] = before[nameParameter] ?? autoName(logicalName, nameParameter, seed);
      if (before[nameParameter] === undefined || before[CREATE_BEFORE_DELETE] === true)
        inputs[CREATE_BEFORE_DELETE] = true;
    }
    const location = before.location ?? this.#location ?? this.#locationOfGroup(inputs.resourceGroupName);
    if (inputs.location === undefined && location !== undefined && isLocated(template)) inputs.location = location;
    const failures = parametersOf(template)
      .filter((parameter) => inputs[parameter] === undefined)
      .map((parameter) => `missing required property '${parameter}'`);
    return { inputs, failures };
  }

  diff(token: string, before: Properties, after: Properties): InputDiff {
    const template = templateOf(token, after);
    const replacing = [
      ...parametersOf(template),
      "location",
      ...(this.arm.typeOf(armTypeOf(template))?.replaceOn ?? []),
    ];
    const changes = changesBetween(before, after)
      .filter(({ path }) => path !== CREATE_BEFORE_DELETE)
      .map((change) => ({ ...change, replaces: replacing.some((property) => touches(change.path, property)) }));
    return { changes, deleteBeforeReplace: before[CREATE_BEFORE_DELETE] !== true };
  }

  async create(token: string, inputs: Properties): Promise<Kept> {
    const id = idOf(templateOf(token, inputs), inputs);
    await this.#requireAbsent(id);
    return { id, outputs: await this.#put(id, inputs) };
  }

  /** The inputs, and what else is kept of the name and place; the rest of an answer is not known before it comes. */
  previewUpdate(outputs: Properties, inputs: Properties): Properties {
    const unknown = Object.fromEntries(Object.keys(outputs).map((key) => [key, UNKNOWN]));
    const { name, location } = outputs;
    return {
      ...unknown,
      ...(name === undefined ? {} : { name }),
      ...(location === undefined ? {} : { location }),
      ...withoutMarks(inputs),
    };
  }

  async update(_token: string, id: string, inputs: Properties): Promise<Properties> {
    return this.#put(id, inputs);
  }

  async read(token: string, id: string) {
    const resource = await this.#get(id);
    if (resource === undefined) return undefined;
    return {
      id: resource.id,
      inputs: { ...parametersIn(token, resource.id, resource.inputs), ...resource.inputs },
      outputs: resource.outputs,
    };
  }

  async delete(_token: string, id: string): Promise<void> {
    await this.send(id, () => this.arm.delete(id));
  }

  async #requireAbsent(id: string): Promise<void> {
    const found = await this.#get(id).catch((error: unknown) => {
      if (!(error instanceof AzureError)) throw error;
      const { status, code, message } = error;
      const body = JSON.stringify({ error: { code, message } });
      throw new Error(`cannot check existence of resource '${id}': status code ${status}, ${body}`);
    });
    if (found !== undefined) throw new Error(`cannot create already existing resource '${id}'`);
  }

  #get(id: string): Promise<Resource | undefined> {
    return this.send(id, () => this.arm.read(id));
  }

  /** What Azure has taken and not brought up is kept as it is, with what went wrong. */
  async #put(id: string, inputs: Properties): Promise<Properties> {
    try {
      return (await this.send(id, () => this.arm.put(id, withoutMarks(inputs)))).outputs;
    } catch (error) {
      if (!(error instanceof ProvisioningFailed)) throw error;
      throw new InitFailed(id, (await this.#get(id))?.outputs ?? {}, error);
    }
  }

  #locationOfGroup(name: unknown): unknown {
    if (typeof name !== "string" || name === UNKNOWN) return undefined;
    try {
      return this.arm.read(groupId(name))?.inputs.location;
    } catch (error) {
      // Who may not see the group has to name the place.
      if (error instanceof AzureError) return undefined;
      throw error;
    }
  }
}

/** Resources beneath another, and extensions of one, have no place of their own. */
const isLocated = (template: string): boolean =>
  !template.startsWith("{") && /(\/resourceGroups\/\{\w+\}$)|(\/providers\/[^/]+\/[^/]+\/\{\w+\}$)/.test(template);

/** `Microsoft.Web/sites` of a template. */
function armTypeOf(template: string): string {
  const at = template.lastIndexOf("/providers/");
  if (at < 0) return "Microsoft.Resources/resourceGroups";
  const [namespace, ...rest] = template.slice(at + "/providers/".length).split("/");
  return [namespace, ...rest.filter((_, index) => index % 2 === 0)].join("/");
}

const withoutMarks = ({ [CREATE_BEFORE_DELETE]: _, ...inputs }: Properties): Properties => inputs;

/** The inputs that an id holds, for a resource that is read without any. */
function parametersIn(token: string, id: string, inputs: Properties): Properties {
  const template = templateOf(token, inputs);
  const expression = new RegExp(
    `^${template.replace(/\{(\w+)\}/g, (_, name: string) => (name === "scope" || name === "resourceUri" ? `(?<${name}>/.+)` : `(?<${name}>[^/]+)`))}$`,
    "i",
  );
  const found = expression.exec(id)?.groups ?? {};
  return Object.fromEntries(
    parametersOf(template).flatMap((name) => (found[name] === undefined ? [] : [[name, found[name]]])),
  );
}
