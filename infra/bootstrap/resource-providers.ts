import { getClientToken } from "@pulumi/azure-native/authorization/getClientToken.js";
import * as pulumi from "@pulumi/pulumi";
import { outside } from "../shipping/outside.js";
import { register } from "./register.js";

/** What Flex Consumption runs on: it takes longest to register, and nothing else names it. */
const FIRST = "Microsoft.App";

/** The namespaces of everything that the project's programs make, except those that no subscription is without. */
export const NAMESPACES = [
  FIRST,
  "Microsoft.EventGrid",
  "Microsoft.Insights",
  "Microsoft.KeyVault",
  "Microsoft.ManagedIdentity",
  "Microsoft.OperationalInsights",
  "Microsoft.Storage",
  "Microsoft.Web",
] as const;

/** It runs in the engine's own process, as text: it must not use anything of this file. */
const provider: pulumi.dynamic.ResourceProvider<State, State> = {
  async diff(_id, before, after) {
    const isOther = before.namespace !== after.namespace || before.subscriptionId !== after.subscriptionId;
    return { changes: isOther, replaces: isOther ? ["namespace"] : [] };
  },
  async create({ subscriptionId, namespace }) {
    return { id: `/subscriptions/${subscriptionId}/providers/${namespace}`, outs: { subscriptionId, namespace } };
  },
};

interface State {
  readonly subscriptionId: string;
  readonly namespace: string;
}

/**
 * A registered resource provider. It is registered by a hook, which the engine runs only when it really makes this
 * resource: never in a preview, and with the provider's own token, which is no input and so no difference at each run.
 * It stays registered when this is taken away: others in the subscription may need it.
 */
class ResourceProvider extends pulumi.dynamic.Resource {
  constructor(name: string, inputs: State, opts: pulumi.CustomResourceOptions) {
    const { parent } = opts;
    const hook = new pulumi.ResourceHook(`register-${name}`, async () => {
      const report = (text: string) => pulumi.log.info(text, parent, undefined, true);
      const token = async () => (await getClientToken({}, parent === undefined ? {} : { parent })).token;
      await register({ ...inputs, token }, outside(report));
    });
    super(provider, name, inputs, { ...opts, hooks: { beforeCreate: [hook] } }, "gridwire", "ResourceProvider");
  }
}

/** The resource providers that a subscription needs. Everything else waits for them. */
export class ResourceProviders extends pulumi.ComponentResource {
  constructor(
    name: string,
    { subscriptionId }: { readonly subscriptionId: string },
    opts?: pulumi.ComponentResourceOptions,
  ) {
    super("gridwire:bootstrap:ResourceProviders", name, {}, opts);
    const [, ...others] = NAMESPACES;
    const first = new ResourceProvider(FIRST, { subscriptionId, namespace: FIRST }, { parent: this });
    for (const namespace of others)
      new ResourceProvider(namespace, { subscriptionId, namespace }, { parent: this, dependsOn: first });
    this.registerOutputs({});
  }
}
