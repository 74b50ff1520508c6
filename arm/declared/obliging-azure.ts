import { AzureNative } from "../../local/provider/azure-native.js";
import type { Kept } from "../../local/provider/package.js";
import { ResourceManager } from "../../local/resources/resource-manager.js";
import { ResourceStore } from "../../local/resources/resource-store.js";
import { nameOf, SUBSCRIPTION, TENANT } from "../../local/shared/arm-id.js";
import { AzureError } from "../../local/shared/azure-error.js";
import type { Properties } from "../../local/shared/resource.js";
import { Store } from "../../local/shared/store.js";
import { shapeFor } from "../body/shape-for.js";
import type { Shapes } from "../shapes/shapes.js";
import { answerOf } from "./answer.js";
import type { MadeUp } from "./made-up.js";

/** For names that azure-native makes up: the same in every run. */
const SEED = new TextEncoder().encode("gridwire");

/**
 * azure-native on an Azure that takes whatever it gets and answers at once: nothing runs behind it, so that the inputs
 * of every resource come to be known, also of those after one that Azure would refuse.
 */
export class ObligingAzure extends AzureNative {
  constructor(
    version: string,
    private readonly shapes: Shapes,
    private readonly madeUp: MadeUp,
  ) {
    const manager = new ResourceManager(new ResourceStore(new Store(":memory:")), []);
    super(
      version,
      manager,
      async (_target, request) => request(),
      async (token) => answerFunction(token, madeUp),
    );
  }

  override check(token: string, logicalName: string, before: Properties, given: Properties) {
    return super.check(token, logicalName, before, given, SEED);
  }

  override async create(token: string, inputs: Properties): Promise<Kept> {
    const { id, outputs } = await super.create(token, inputs);
    return { id, outputs: this.#answer(token, id, outputs) };
  }

  /** What a program reads is there, e.g. a resource group that was made before; nothing is known of it but its name. */
  override async read(token: string, id: string) {
    const found = await super.read(token, id);
    if (found !== undefined) return found;
    await super.update(token, id, {});
    return { id, inputs: {}, outputs: this.#answer(token, id, {}) };
  }

  #answer(token: string, id: string, inputs: Properties): Properties {
    const known = shapeFor(token, this.shapes);
    const resource = { id, name: nameOf(id), inputs };
    return known === undefined ? inputs : answerOf(known.mapped, known.shape, resource, this.madeUp);
  }
}

/** @throws for a function without an answer here, which says so. */
function answerFunction(token: string, madeUp: MadeUp): Properties {
  const text = () => madeUp.text({ kind: "function", token });
  const guid = () => madeUp.guid({ kind: "function", token });
  switch (token.replace(/^azure-native:/, "")) {
    case "authorization:getClientConfig":
      return { clientId: guid(), objectId: guid(), subscriptionId: SUBSCRIPTION, tenantId: TENANT };
    case "authorization:getClientToken":
      return { token: text() };
    case "web:listWebAppHostKeys":
      return { masterKey: text(), functionKeys: { default: text() }, systemKeys: { eventgrid_extension: text() } };
    default:
      throw new AzureError(
        400,
        "UnsupportedFunction",
        `${token} has no made-up answer: give it one in arm/declared/obliging-azure.ts`,
      );
  }
}
