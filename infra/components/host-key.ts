import { listWebAppHostKeys } from "@pulumi/azure-native/web/listWebAppHostKeys.js";
import * as pulumi from "@pulumi/pulumi";
import { hostKey, type KeyName } from "../shipping/host-keys.js";
import { outside } from "../shipping/outside.js";

export interface HostKeyArgs {
  readonly siteName: string;
  readonly siteUrl: string;
  readonly group: pulumi.Input<string>;
  readonly keyName: KeyName;
  /** Hash of the code that is live: a host without code has no key. */
  readonly shipped: pulumi.Output<string>;
}

interface State {
  readonly site: string;
  readonly key: string;
}

/**
 * Keeps the key that was seen. In a preview the key is not known, and counts as the same.
 *
 * It runs in the engine's own process, as text: it must not use anything of this file, hence the value of
 * `pulumi.runtime.unknownValue` in full.
 */
const provider: pulumi.dynamic.ResourceProvider<State, State> = {
  async diff(_id, before, after) {
    const seen = after.key !== "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
    return { changes: before.site !== after.site || (seen && before.key !== after.key) };
  },
  async create({ site, key }) {
    return { id: `${site}/key`, outs: { site, key } };
  },
  async update(_id, _before, { site, key }) {
    return { outs: { site, key } };
  },
};

/**
 * A key of a function host, read from the running host in every `up`, and never in a preview: whoever may
 * only look at a stack needs no right to its keys. A key that was rotated is an update.
 */
export class HostKey extends pulumi.dynamic.Resource {
  /** Secret. Not known in the preview of a new site. */
  declare readonly key: pulumi.Output<string>;

  constructor(name: string, args: HostKeyArgs, opts: pulumi.CustomResourceOptions) {
    const key = pulumi.secret(liveKey(args, opts.parent));
    const additionalSecretOutputs = ["key"];
    super(provider, name, { site: args.siteName, key }, { ...opts, additionalSecretOutputs }, "gridwire", "HostKey");
  }
}

function liveKey(
  { siteName, siteUrl, group, keyName, shipped }: HostKeyArgs,
  parent: pulumi.Resource | undefined,
): pulumi.Output<string> {
  return pulumi.all([group, shipped]).apply(async ([resourceGroupName]): Promise<string> => {
    // An output resolves to it as it does to what the engine does not know; the types do not say so.
    if (pulumi.runtime.isDryRun()) return pulumi.unknown as unknown as string;
    const list = () =>
      listWebAppHostKeys({ name: siteName, resourceGroupName }, parent === undefined ? {} : { parent });
    const report = (text: string) => pulumi.log.info(text, parent, undefined, true);
    return hostKey({ site: siteName, siteUrl, name: keyName, list }, outside(report)).catch((error: Error) => {
      // Written by the engine without a stack trace.
      throw new pulumi.RunError(error.message);
    });
  });
}
